package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every jcstress harness runs, can fail, and the gate has at most 40. */
final class JCStressRulesTest {

  private static final String FORBIDDEN = "@Outcome(expect = Expect.FORBIDDEN)";
  private static final String STALE =
      "@Outcome(id = \"TERMINATED\", expect = Expect.ACCEPTABLE)"
          + "@Outcome(id = \"STALE\", expect = Expect.FORBIDDEN)";
  private static final String ACTORS = "@Actor public void a() {} @Actor public void b() {}";

  @TempDir private Path root;

  @Test
  void everyHarness_keepsTheRules() {
    assertThat(JCStressRules.check(Built.testClasses())).isEmpty();
    assertThat(JCStressRules.budget(Built.testClasses())).isEmpty();
  }

  @Test
  void everyModuleWithHarnesses_hasOneInTheGate() {
    List<String> wrong = new ArrayList<>();
    for (Project.Module module : Project.ofThisBuild().builtModules()) {
      wrong.addAll(JCStressRules.folder(module, Built.harnessClasses(module)));
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Fine | @JCStressTest | " + FORBIDDEN + " | " + ACTORS,
        "Fine | @JCStressTest | @Outcome(id = \"1\", expect = Expect.FORBIDDEN) | " + ACTORS,
        "Fine | @JCStressTest(Mode.Termination) | " + STALE + " | " + ACTORS,
        "Fine | @JCStressTest | @JCStressMeta(Shared.class) | " + ACTORS,
        "BrokenTwin | @JCStressTest | @Outcome(expect = Expect.ACCEPTABLE_INTERESTING) | " + ACTORS,
      })
  void aGoodHarness_isLeftAlone(String name, String test, String outcomes, String actors) {
    assertThat(JCStressRules.check(nested(name, test, outcomes, actors))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Three | @JCStressTest | "
            + FORBIDDEN
            + " | "
            + ACTORS
            + " @Actor public void c() {} | has 3 actors, two cores run 2",
        "LongThree | @JCStressTest | "
            + FORBIDDEN
            + " | "
            + ACTORS
            + " @Actor public void c() {} | has 3 actors, two cores run 2",
        "Lenient | @JCStressTest | @Outcome(expect = Expect.ACCEPTABLE) | "
            + ACTORS
            + "| cannot fail: add @Outcome",
        "Silent | @JCStressTest | '' | " + ACTORS + "| cannot fail: add @Outcome",
        "Hanging | @JCStressTest(Mode.Termination) | "
            + FORBIDDEN
            + " | "
            + ACTORS
            + "| forbids the outcome STALE",
        "BrokenTwin | @JCStressTest | " + FORBIDDEN + " | " + ACTORS + "| ACCEPTABLE_INTERESTING",
      })
  void aBadHarness_isNamed(String name, String test, String outcomes, String actors, String fault) {
    assertThat(JCStressRules.check(nested(name, test, outcomes, actors)))
        .singleElement()
        .asString()
        .startsWith("a.LockJCStress$" + name + ": ")
        .contains(fault);
  }

  @Test
  void aHarnessThatIsNotNested_isNamed() {
    assertThat(JCStressRules.check(compile("class Alone", "", "@JCStressTest " + FORBIDDEN)))
        .singleElement()
        .asString()
        .isEqualTo("a.Alone: nest it in a class whose name ends in JCStress");
  }

  @Test
  void aFileWithAnotherName_isNamed() {
    Fixture fixture =
        new Fixture(root).write("one/src/jcstress/java/a/LockTests.java", "package a;");

    assertThat(JCStressRules.folder(module(fixture), nested("Fine", "@JCStressTest", "", "")))
        .singleElement()
        .asString()
        .contains("one/src/jcstress/java holds LockTests.java: let its name end in JCStress");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BrokenTwin", "LongFine"})
  void aModuleWithNothingInTheGate_isNamed(String outsideTheGate) {
    Fixture fixture =
        new Fixture(root).write("one/src/jcstress/java/a/LockJCStress.java", "package a;");

    assertThat(
            JCStressRules.folder(
                module(fixture), nested(outsideTheGate, "@JCStressTest", FORBIDDEN, ACTORS)))
        .containsExactly("one has src/jcstress/java but no harness that mvn test runs: add one");
  }

  @Test
  void theFortyFirstHarness_isTooMany() {
    StringBuilder nested = new StringBuilder("@JCStressTest class BrokenOne {}");
    for (int i = 0; i < 40; i++) {
      nested.append("@JCStressTest static class H%d {}".formatted(i));
    }
    assertThat(JCStressRules.budget(compile("class ManyJCStress", nested.toString(), "")))
        .isEmpty();

    nested.append("@JCStressTest class Last {}");
    assertThat(JCStressRules.budget(compile("class ManyJCStress", nested.toString(), "")))
        .singleElement()
        .asString()
        .startsWith("41 harnesses run in mvn test, the limit is 40");
  }

  private static Project.Module module(Fixture fixture) {
    return new Project.Module("one", fixture.root().resolve("one"));
  }

  private JavaClasses nested(String name, String test, String outcomes, String actors) {
    String harness = "%s %s static class %s { %s }".formatted(test, outcomes, name, actors);
    return compile("class LockJCStress", harness, "");
  }

  private JavaClasses compile(String declaration, String body, String annotations) {
    return new Fixture(root)
        .write(
            "sources/Lock.java",
            """
            package a;
            import org.openjdk.jcstress.annotations.*;
            %s %s { %s }
            %s class Shared {}
            """
                .formatted(annotations, declaration, body, FORBIDDEN))
        .compile("sources", "classes")
        .classes("classes");
  }
}
