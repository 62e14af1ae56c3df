package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Every behaviour of CPython's tests has a row, and a row that claims a test has one. */
final class ParityScenariosTest {

  static final List<String> SECTIONS = Parity.SECTIONS;

  private static final String HEADER = String.join("\t", Parity.SCENARIOS.header()) + "\n";

  @TempDir private Path root;

  @ParameterizedTest
  @FieldSource("SECTIONS")
  void everySection_keepsItsRows(String section) {
    Parity scenarios = Parity.read(Project.ofThisBuild(), Parity.SCENARIOS, section);
    System.out.println(scenarios.counts());

    assertThat(scenarios.check(Parity.SCENARIOS.sizes().get(section))).isEmpty();
  }

  @Test
  void rowsAndTests_nameEachOther() {
    assertThat(
            ParityScenarioRules.check(
                Parity.readAll(Project.ofThisBuild(), Parity.SCENARIOS),
                Covering.find(Built.testClasses())))
        .isEmpty();
  }

  @Test
  void aRowWithoutTest_isNamed() {
    assertThat(check(row("a.b", "test", ""), "class LockTest {}"))
        .containsExactly(
            "scenarios.tsv:2: a.b has status test, but no test covers it: put"
                + " @CoversScenario(\"a.b\") on one, or say todo");
    assertThat(check(row("a.b", "differs", "why"), "class LockTest {}"))
        .singleElement()
        .asString()
        .contains("a.b has status differs, but no test covers it");
    assertThat(check(row("a.b", "todo", "") + row("c.d", "n/a", "why"), "class LockTest {}"))
        .isEmpty();
  }

  @Test
  void aTestOfARowThatClaimsNone_isNamed() {
    String test = "class LockTest { @CoversScenario(\"a.b\") @Test void run() {} }";

    assertThat(check(row("a.b", "test", ""), test)).isEmpty();
    assertThat(check(row("a.b", "differs", "why"), test)).isEmpty();
    assertThat(check(row("a.b", "todo", ""), test))
        .containsExactly(
            "scenarios.tsv:2: a.b has status todo, but a.LockTest#run covers it: say test or differs");
    assertThat(check(row("a.b", "n/a", "why"), test)).singleElement().asString().contains("n/a");
    assertThat(check(row("a.c", "todo", ""), test))
        .containsExactly(
            "a.LockTest#run covers a.b, which is no row of parity/scenarios-*.tsv: correct the id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class LockTest { @Covers void run() {} } | is no @Test",
        "class LockTest { @Covers @BeforeEach void run() {} } | is no @Test",
        "class LockTest { @Covers @Test @Disabled void run() {} } | is @Disabled",
        "@Disabled class LockTest { @Covers @Test void run() {} } | is in a class that is @Disabled",
        "class LockTest { @Covers @Test @Tag(\"stress\") void run() {} } | is tagged stress",
        "@Tag(\"slow\") @Tag(\"stress\") class LockTest { @Covers @Test void run() {} } | is in a class tagged stress",
        "class LockChecks { @Covers @Test void run() {} } | that Surefire does not run",
        "abstract class LockTest { @Covers @Test void run() {} } | is in an abstract class that no test extends",
        "class LockTest { static class Inner { @Covers @Test void run() {} } } | without @Nested",
        "abstract class LockTest { @Nested class Inner { @Covers @Test void run() {} } } | is nested in an abstract class that no test extends",
      })
  void aTestThatIsNotRun_coversNothing(String source, String fault) {
    assertThat(check(row("a.b", "test", ""), source.replace("@Covers", "@CoversScenario(\"a.b\")")))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("run covers a.b but", fault))
        .anySatisfy(line -> assertThat(line).contains("no test covers it"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class LockTest { @Covers @ParameterizedTest void run(int x) {} } | x",
        "class LockTest { @Covers @RepeatedTest(2) void run() {} } | x",
        "class LockTest { @Covers @TestFactory java.util.List<DynamicTest> run() { return null; } } | x",
        "class LockTest { @Nested class Inner { @Covers @Test void run() {} } } | x",
        "class LockTest extends LockContract {} abstract class LockContract { @Covers @Test void run() {} } | x",
        "class LockTest extends LockContract {} abstract class LockContract { @Nested class Inner { @Covers @Test void run() {} } } | x",
        "class LockTest implements LockContract {} interface LockContract { @Covers @Test default void run() {} } | x",
      })
  void aTestThatIsRun_covers(String source) {
    assertThat(
            check(row("a.b", "test", ""), source.replace("@Covers", "@CoversScenario({\"a.b\"})")))
        .isEmpty();
  }

  @Test
  void aTestOfAContract_isNamedAfterTheClassesThatRunIt() {
    JavaClasses classes =
        compile(
            "class ATest extends Contract {} class BTest extends Contract {}"
                + " class Checks extends Contract {}"
                + " abstract class Contract { @CoversScenario(\"a.b\") @Test void run() {} }");

    assertThat(Covering.find(classes))
        .containsExactlyInAnyOrder(
            new Covering("a.b", "a.ATest#run", ""), new Covering("a.b", "a.BTest#run", ""));
  }

  @Test
  void aModuleThatIsNotCompiled_saysWhatToRun() {
    new Fixture(root).write("one/src/test/java/ATest.java", "");

    assertThatThrownBy(() -> new Project.Module("one", root.resolve("one")).testClasses())
        .hasMessage("one has no target/test-classes: run mvn test from the root");
    assertThat(new Project.Module("two", root.resolve("two")).testClasses()).isEmpty();
  }

  private List<String> check(String rows, String source) {
    Tsv table = Tsv.parse("scenarios.tsv", HEADER + rows, Parity.SCENARIOS.header());
    return ParityScenarioRules.check(
        List.of(new Parity(Parity.SCENARIOS, "sync", table)), Covering.find(compile(source)));
  }

  private JavaClasses compile(String source) {
    return new Fixture(root)
        .write(
            "sources/Tests.java",
            """
            package a;
            import dev.ropewalk.testkit.CoversScenario;
            import org.junit.jupiter.api.*;
            import org.junit.jupiter.params.ParameterizedTest;
            """
                + source)
        .compile("sources", "classes")
        .classes("classes");
  }

  private static String row(String id, String status, String note) {
    return String.join("\t", id, "sync", "What it does.", status, note) + "\n";
  }
}
