package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tests of each section can fail: a seeded mutant makes one of them red. */
final class MutantTest {

  private static final Project PROJECT = Project.ofThisBuild();
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String HEADER = "section\tscenario\ttest\tsource\toriginal\tmutated\n";

  @TempDir private Path root;

  @Test
  void everySectionWithTests_hasAMutant() {
    assertThat(
            Mutants.check(
                Mutants.read(PROJECT.text(Mutants.FILE)),
                Parity.readAll(PROJECT, Parity.SCENARIOS),
                Covering.find(Built.testClasses())))
        .isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyMutant_isNoticedByItsTest() {
    Mutants mutants = new Mutants(PROJECT, LIMIT);
    return Mutants.read(PROJECT.text(Mutants.FILE)).rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("section") + " " + row.get("scenario"),
                    () ->
                        assertThat(mutants.fault(row, root.resolve("line" + row.line())))
                            .isEmpty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x + 1 | x + 2 | adds_one | ''",
        "x + 1 | x + 2 | adds_inherited | ''",
        "x + 1 | x + 1 + 0 | adds_one | the test does not notice the mutant: exit code 0",
        "x + 1 | y | adds_one | the mutant does not compile: javac: ",
        "x | y | adds_one | the original text is 3 times in one/src/main/java/a/Adder.java",
        "z | y | adds_one | the original text is 0 times",
        "x + 1 | x + 2 | adds_nothing | the test does not pass without the mutant: exit code 2",
        "x + 1 | x + 2 | adds_two | the test does not pass without the mutant: exit code 1",
        "x + 1 | x + 2 | skipped | the test does not pass without the mutant: exit code 2",
        "x + 1 | forever(x) | adds_one | ''",
      })
  void aMutant_isKilledOrTheReasonIsNamed(
      String original, String mutated, String test, String fault) throws Exception {
    Fixture fixture = adder();
    Tsv.Row row = row("one/src/main/java/a/Adder.java", original, mutated, "a.AdderTest#" + test);
    Duration limit = mutated.startsWith("forever") ? Duration.ofSeconds(2) : LIMIT;

    String found = new Mutants(fixture.project(), limit).fault(row, root.resolve("work"));

    if (fault.isEmpty()) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).startsWith("parity/mutants.tsv:2: ").contains(fault);
    }
  }

  @Test
  void aMutantOfAMissingFileOrTest_isNamed() throws Exception {
    Mutants mutants = new Mutants(adder().project(), LIMIT);

    assertThat(mutants.fault(row("one/A.java", "x", "y", "a.AdderTest#adds_one"), root))
        .contains("there is no file one/A.java");
    assertThat(
            mutants.fault(
                row("one/src/main/java/a/Adder.java", "x + 1", "x", "a.NoTest#adds_one"), root))
        .contains("no module has the test class of a.NoTest#adds_one");
  }

  @Test
  void aSectionWithTestsButNoMutant_isNamed() {
    assertThat(check(HEADER, "test"))
        .containsExactly(
            "section sync has tested rows but no mutant: add one to parity/mutants.tsv");
    assertThat(check(HEADER, "todo")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "sync | lock.b | a.LockTest#b | test | -",
        "sync | lock.b | a.LockTest#b | todo | lock.b is no row of section sync with status test",
        "sync | lock.c | a.LockTest#c | test | lock.c is no row of section sync with status test",
        "sync | lock.b | a.LockTest#c | test | a.LockTest#c does not cover lock.b",
        "sync | lock.b | a.LockTest#skipped | test | a.LockTest#skipped does not cover lock.b",
      })
  void aMutantBelongsToATestedRow(
      String section, String scenario, String test, String status, String fault) {
    String mutant = String.join("\t", section, scenario, test, "A.java", "x", "y") + "\n";

    List<String> wrong = check(HEADER + mutant, status);

    if (fault == null) {
      assertThat(wrong).isEmpty();
    } else {
      assertThat(wrong).singleElement().asString().contains(fault);
    }
  }

  private static List<String> check(String mutants, String status) {
    Tsv rows =
        Tsv.parse(
            "scenarios.tsv",
            "id\tsection\tscenario\tstatus\tnote\nlock.b\tsync\tDoes.\t" + status + "\t\n",
            Parity.SCENARIOS.header());
    return Mutants.check(
        Mutants.read(mutants),
        List.of(new Parity(Parity.SCENARIOS, "sync", rows)),
        List.of(
            new Covering("lock.b", "a.LockTest#b", ""),
            new Covering("lock.c", "a.LockTest#c", ""),
            new Covering("lock.b", "a.LockTest#skipped", "is @Disabled")));
  }

  private Fixture adder() {
    return new Fixture(root)
        .write("pom.xml", "<project><modules><module>one</module></modules></project>")
        .write(
            "one/src/main/java/a/Adder.java",
            """
            package a;
            class Adder {
              static int add(int x) { return x + 1; }
              static int forever(int x) { while (true) { Thread.onSpinWait(); } }
            }
            """)
        .write(
            "one/src/test/java/a/AdderTest.java",
            """
            package a;
            import org.junit.jupiter.api.*;
            class AdderTest implements Contract {
              @Test void adds_one() { Assertions.assertEquals(3, Adder.add(2)); }
              @Test void adds_two() { Assertions.assertEquals(4, Adder.add(2)); }
              @Test @Disabled void skipped() {}
            }
            interface Contract {
              @Test default void adds_inherited() { Assertions.assertEquals(3, Adder.add(2)); }
            }
            """)
        .compile("one/src/main/java", "one/target/classes")
        .compile(List.of("one/src/main/java", "one/src/test/java"), "one/target/test-classes");
  }

  private static Tsv.Row row(String source, String original, String mutated, String test) {
    String line = String.join("\t", "fixture", "lock.b", test, source, original, mutated) + "\n";
    Tsv mutants = Mutants.read(HEADER + line);
    assertThat(mutants.wrong()).isEmpty();
    return mutants.rows().getFirst();
  }
}
