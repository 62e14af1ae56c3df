package dev.ropewalk.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TourTest {

  private static final SeedDocument DOCUMENT =
      SeedDocument.parse(
          """
          ## First
          ### Number
          ```python
          print(42)  # Output: 42
          ```
          ## Second
          Only words.
          """);

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private Tour tour(SeedDocument document, List<Example> examples) {
    return new Tour(document, examples, new PrintStream(shown, true, StandardCharsets.UTF_8));
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  static Stream<String> names() {
    return Catalogue.EXAMPLES.stream().map(Example::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void example_printsWhatTheDocumentSays(String name) throws Exception {
    int exitCode = tour(SeedDocument.load(), Catalogue.EXAMPLES).runOne(name);

    assertThat(shown()).endsWith("\n1 passed, 0 failed\n");
    assertThat(exitCode).isZero();
  }

  static final class Prints42 {
    static void main() {
      System.out.println(42);
    }
  }

  static final class Prints41 {
    static void main() {
      System.out.println(41);
    }
  }

  @Test
  void runAll_allRight_showsHeadingsNamesAndOutput() throws Exception {
    int exitCode =
        tour(DOCUMENT, List.of(Example.inDocument("number", "First", "Number", Prints42.class)))
            .runAll();

    assertThat(shown())
        .isEqualTo(
            """
            ## First

            ### Number [number]
              42

            ## Second

            No example.

            1 passed, 0 failed
            """);
    assertThat(exitCode).isZero();
  }

  @Test
  void runAll_wrongOutput_namesTheExampleShowsBothAndFails() throws Exception {
    int exitCode =
        tour(
                DOCUMENT,
                List.of(
                    Example.inDocument("number", "First", "Number", Prints41.class),
                    Example.ours("other", "Second", "Other", Prints42.class).printing("42")))
            .runAll();

    assertThat(shown())
        .isEqualTo(
            """
            ## First

            ### Number [number]
              41
            FAILED number: the lines differ
              expected:
                42
              actual:
                41

            ## Second

            ### Other [other]
              42

            1 passed, 1 failed
            """);
    assertThat(exitCode).isEqualTo(1);
  }

  static final class Prints42AndFails {
    static void main() {
      System.out.println(42);
      System.exit(1);
    }
  }

  @Test
  void runOne_rightOutputButWrongExitCode_fails() throws Exception {
    int exitCode =
        tour(
                DOCUMENT,
                List.of(Example.inDocument("number", "First", "Number", Prints42AndFails.class)))
            .runOne("number");

    assertThat(shown())
        .contains("FAILED number: exit code 1, expected 0\n")
        .endsWith("\n0 passed, 1 failed\n");
    assertThat(exitCode).isEqualTo(1);
  }

  @Test
  void runOne_showsOnlyItsSection() throws Exception {
    tour(
            DOCUMENT,
            List.of(
                Example.inDocument("number", "First", "Number", Prints41.class),
                Example.ours("other", "Second", "Other", Prints42.class).printing("42")))
        .runOne("other");

    assertThat(shown()).isEqualTo("## Second\n\n### Other [other]\n  42\n\n1 passed, 0 failed\n");
  }

  @Test
  void runOne_unknownName_listsTheKnownOnesAndFails() throws Exception {
    int exitCode =
        tour(
                DOCUMENT,
                List.of(
                    Example.inDocument("number", "First", "Number", Prints41.class),
                    Example.ours("other", "Second", "Other", Prints42.class).printing("42")))
            .runOne("numbre");

    assertThat(shown()).isEqualTo("No example is named 'numbre'. Known: number, other\n");
    assertThat(exitCode).isEqualTo(1);
  }
}
