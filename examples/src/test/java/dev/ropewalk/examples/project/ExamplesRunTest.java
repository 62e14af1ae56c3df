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

/** Every example that a README shows runs and prints what it says. */
final class ExamplesRunTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final String FOLDER = "examples/src/main/java/dev/ropewalk/examples/";

  @TempDir private Path root;

  @TestFactory
  Stream<DynamicTest> everyExample_printsWhatItSays() {
    Project project = Project.ofThisBuild();
    return ExampleFiles.find(project).stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    project.relative(file),
                    () ->
                        assertThat(ExampleFiles.fault(project, file, List.of(), LIMIT)).isEmpty()));
  }

  @Test
  void examplesOfModulesThatMarkARegion_areFound() {
    Fixture fixture =
        new Fixture(root)
            .write(FOLDER + "sync/Shown.java", "// snippet-start")
            .write(FOLDER + "sync/queue/Shown.java", "// snippet-start")
            .write(FOLDER + "sync/Helper.java", "")
            .write(FOLDER + "tour/Tour.java", "// snippet-start")
            .write(FOLDER + "compare/Compare.java", "// snippet-start");

    assertThat(ExampleFiles.find(fixture.project()))
        .containsExactly(
            root.resolve(FOLDER + "sync/Shown.java"),
            root.resolve(FOLDER + "sync/queue/Shown.java"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "System.out.println(1); System.out.println(); System.out.println(\"  3\"); | ''",
        "System.out.println(1); System.out.println(3); | printed other lines than it says",
        "System.out.println(1); System.exit(3); | did not end well: exit code 3",
        "throw new IllegalStateException(\"oops\"); | IllegalStateException: oops",
        "while (true) { Thread.onSpinWait(); } | did not end well: timed out",
      })
  void anExample_isRunAndItsOutputCompared(String body, String fault) throws Exception {
    Duration limit = body.startsWith("while") ? Duration.ofSeconds(1) : LIMIT;

    String found = run(body, "// prints: 1\n// prints:\n  // prints:   3\n", limit);

    if (fault.isEmpty()) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).startsWith(FOLDER + "sync/Shown.java").contains(fault);
    }
  }

  @Test
  void anExampleWithoutOutputOrMain_isNamed() throws Exception {
    assertThat(run("System.out.println(1);", "", LIMIT))
        .isEqualTo(
            FOLDER
                + "sync/Shown.java does not say what it prints: end it with comments // prints: <line>");

    Fixture fixture =
        new Fixture(root).write(FOLDER + "sync/Shown.java", "class A {}\n// prints: 1");
    assertThat(
            ExampleFiles.fault(
                fixture.project(), root.resolve(FOLDER + "sync/Shown.java"), List.of(), LIMIT))
        .endsWith("has no public static void main(String[] args): add one");
  }

  private String run(String body, String prints, Duration limit) throws Exception {
    Fixture fixture =
        new Fixture(root)
            .write(
                FOLDER + "sync/Shown.java",
                """
                package dev.ropewalk.examples.sync;
                public final class Shown {
                  public static void main(String[] args) {
                    %s
                  }
                }
                %s"""
                    .formatted(body, prints))
            .compile(FOLDER, "classes");
    return ExampleFiles.fault(
        fixture.project(),
        root.resolve(FOLDER + "sync/Shown.java"),
        List.of(root.resolve("classes")),
        limit);
  }
}
