package dev.ropewalk.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.examples.tour.ExpectedLine.Pause;
import dev.ropewalk.examples.tour.ExpectedLine.Printed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeedDocumentTest {

  private static SeedDocument withCode(String code) {
    return SeedDocument.parse("# Title\n\n## S\n\n### H\n```python\n" + code + "\n```\n");
  }

  @Test
  void output_inline_isTheRestOfTheLine() {
    assertThat(withCode("print(sum)  # Output: [1, 4]").output("S", "H"))
        .containsExactly(new Printed("[1, 4]"));
  }

  @Test
  void output_below_isTheCommentLinesUntilCodeOrTheEnd() {
    String code =
        """
        # no output
        f()
        # Output:
        # one
        #   two
        g()
        # no output either""";
    assertThat(withCode(code).output("S", "H"))
        .containsExactly(new Printed("one"), new Printed("  two"));
  }

  @Test
  void output_severalStatements_areJoined() {
    assertThat(withCode("f()  # Output: 1\ng()  # Output: 2\n# not 3").output("S", "H"))
        .containsExactly(new Printed("1"), new Printed("2"));
  }

  @Test
  void output_inParentheses_isAPause() {
    assertThat(
            withCode("# Output:\n# a\n# (waits 1 second)\n# b\n# (waits 20 seconds)\n# c")
                .output("S", "H"))
        .containsExactly(
            new Printed("a"),
            new Pause(Duration.ofSeconds(1)),
            new Printed("b"),
            new Pause(Duration.ofSeconds(20)),
            new Printed("c"));
  }

  @Test
  void parse_unknownAssertion_saysSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withCode("# Output:\n# a\n# (waits a while)"))
        .withMessageContaining("(waits a while)");
  }

  @Test
  void output_notStated_isEmpty() {
    assertThat(withCode("print(1)").output("S", "H")).isEmpty();
  }

  @Test
  void output_unknownHeading_throws() {
    SeedDocument document = withCode("print(1)");

    assertThatIllegalStateException().isThrownBy(() -> document.output("S", "other"));
    assertThatIllegalStateException().isThrownBy(() -> document.output("other", "H"));
  }

  @Test
  void load_findsTheSectionsOfTheDocumentInOrder() {
    assertThat(SeedDocument.load().sections())
        .extracting(SeedDocument.Section::title)
        .containsExactly(
            "Threading Basics",
            "Locks & Synchronization",
            "Threading Patterns",
            "Multiprocessing",
            "Process vs Thread",
            "Asyncio",
            "Concurrent.futures");
  }

  @Test
  void load_findsWhatTheDocumentStates() {
    SeedDocument document = SeedDocument.load();

    assertThat(document.output("Threading Basics", "Creating and Starting Threads"))
        .isEqualTo(ExpectedLine.parseAll(List.of("Number: 0", "Number: 1", "Number: 2", "Done!")));
    assertThat(document.output("Locks & Synchronization", "Lock Example"))
        .containsExactly(new Printed("10000"));
    assertThat(document.output("Locks & Synchronization", "Semaphore Example")).isEmpty();
    assertThat(document.output("Asyncio", "Basic asyncio Example"))
        .containsExactly(
            new Printed("Hello"), new Pause(Duration.ofSeconds(1)), new Printed("World"));
  }
}
