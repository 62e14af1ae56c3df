package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a module declares complete has no row left to do. */
final class ParityCompleteTest {

  private static final String HEADER = "kind\tsection\tpart-regex\tmodule\n";

  @Test
  void whatIsDeclaredComplete_isComplete() {
    Project project = Project.ofThisBuild();
    List<Parity> tables = new ArrayList<>(Parity.readAll(project, Parity.NAMES));
    tables.addAll(Parity.readAll(project, Parity.SCENARIOS));
    Set<String> modules =
        project.modules().stream().map(Project.Module::name).collect(Collectors.toSet());

    assertThat(CompleteParts.check(project.text(CompleteParts.FILE), tables, modules)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "scenarios | sync | lock_tests\\.RLockTests\\..* | sync-primitives | -",
        "scenarios | sync | .* | sync-primitives | lock_tests.EventTests.b is todo, but sync-primitives declares it complete (parity/complete.tsv:2)",
        "scenarios | sync | lock_tests.Event.* | sync-primitives | lock_tests.EventTests.b is todo",
        "names | sync | threading\\.Lock\\.acquire | sync-primitives | threading.Lock.acquire is todo",
        "names | sync | threading\\.Lock | sync-primitives | -",
        "names | sync | Lock | sync-primitives | no row of section sync matches Lock (.* is the whole section)",
        "names | sync | '' | sync-primitives | no row of section sync matches",
        "names | sync | ( | sync-primitives | part-regex is no regular expression",
        "names | queue | .* | sync-primitives | there is no table of names queue",
        "name | sync | .* | sync-primitives | there is no table of name sync",
        "scenarios | sync | lock_tests\\.RLockTests\\..* | sync | there is no module sync",
      })
  void aDeclaration_isHeld(String kind, String section, String part, String module, String fault) {
    List<String> wrong =
        CompleteParts.check(
            HEADER + String.join("\t", kind, section, part, module) + "\n",
            tables(),
            Set.of("sync-primitives"));

    if (fault == null) {
      assertThat(wrong).isEmpty();
    } else {
      assertThat(wrong).singleElement().asString().contains(fault);
    }
  }

  @Test
  void aTableOfAnotherShape_isNamed() {
    assertThat(CompleteParts.check("kind\tsection\n", tables(), Set.of()))
        .singleElement()
        .asString()
        .contains("parity/complete.tsv:1: the header must be: kind section part-regex module");
  }

  private static List<Parity> tables() {
    String scenarios =
        """
        id	section	scenario	status	note
        lock_tests.RLockTests.a	sync	Does.	test	-
        lock_tests.EventTests.b	sync	Does.	todo	-
        """
            .replace("\t-", "\t");
    String names =
        """
        section	module	owner	name	kind	since	summary	java	status	note
        sync	threading	-	Lock	class	-	Is.	a.B	ok	-
        sync	threading	Lock	acquire	method	-	Is.	-	todo	-
        """
            .replace("\t-", "\t");
    return List.of(
        table(Parity.SCENARIOS, "scenarios.tsv", scenarios), table(Parity.NAMES, "n.tsv", names));
  }

  private static Parity table(Parity.Kind kind, String file, String text) {
    return new Parity(kind, "sync", Tsv.parse(file, text, kind.header()));
  }
}
