package dev.ropewalk.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {

  private static List<ExpectedLine> expected(String... lines) {
    return ExpectedLine.parseAll(List.of(lines));
  }

  private static List<OutputLine> actual(String... lines) {
    return arriving(Duration.ZERO, lines);
  }

  /** Lines with so much time between each and the next. */
  private static List<OutputLine> arriving(Duration apart, String... lines) {
    List<OutputLine> arrived = new ArrayList<>();
    long now = Long.MAX_VALUE - 5; // nanoTime may overflow between two lines
    for (String line : lines) {
      arrived.add(new OutputLine(line, now));
      now += apart.toNanos();
    }
    return arrived;
  }

  @Test
  void inOrder_same_findsNoFault() {
    assertThat(Comparison.inOrder().fault(expected("a", "b"), actual("a", "b"))).isEmpty();
  }

  @Test
  void inOrder_anythingElse_isAFault() {
    assertThat(Comparison.inOrder().fault(expected("a", "b"), actual("b", "a"))).isPresent();
    assertThat(Comparison.inOrder().fault(expected("a", "b"), actual("a"))).isPresent();
    assertThat(Comparison.inOrder().fault(expected("a"), actual("a", "a"))).isPresent();
    assertThat(Comparison.inOrder().fault(expected("a"), actual("a "))).isPresent();
    assertThat(Comparison.inOrder().fault(expected("a"), actual())).isPresent();
  }

  @Test
  void inOrder_longEnoughPause_findsNoFault() {
    List<ExpectedLine> expected = expected("Hello", "(waits 1 second)", "World");

    assertThat(
            Comparison.inOrder().fault(expected, arriving(Duration.ofSeconds(1), "Hello", "World")))
        .isEmpty();
    assertThat(
            Comparison.inOrder()
                .fault(expected, arriving(Duration.ofMillis(950), "Hello", "World")))
        .as("Hello may be seen a moment late")
        .isEmpty();
  }

  @Test
  void inOrder_tooShortPause_isAFaultThatSaysHowLongItWas() {
    assertThat(
            Comparison.inOrder()
                .fault(
                    expected("Hello", "(waits 1 second)", "World"),
                    arriving(Duration.ofMillis(700), "Hello", "World")))
        .hasValue("'World' came 700 ms after 'Hello', expected at least 1000 ms");
  }

  @Test
  void inOrder_pauseIsPrinted_isAFault() {
    assertThat(
            Comparison.inOrder()
                .fault(
                    expected("Hello", "(waits 1 second)", "World"),
                    arriving(Duration.ofSeconds(2), "Hello", "(waits 1 second)", "World")))
        .isPresent();
  }

  @Test
  void inOrder_pauseBesideNoLine_throws() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Comparison.inOrder().fault(expected("(waits 1 second)", "a"), actual("a")));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Comparison.inOrder().fault(expected("a", "(waits 1 second)"), actual("a")));
  }

  @Test
  void inAnyOrder_sameLines_findsNoFault() {
    assertThat(Comparison.inAnyOrder().fault(expected("0", "2", "0"), actual("2", "0", "0")))
        .isEmpty();
  }

  @Test
  void inAnyOrder_otherLinesOrCounts_isAFault() {
    assertThat(Comparison.inAnyOrder().fault(expected("0", "2"), actual("0", "4"))).isPresent();
    assertThat(Comparison.inAnyOrder().fault(expected("0", "2"), actual("0"))).isPresent();
    assertThat(Comparison.inAnyOrder().fault(expected("0", "2", "2"), actual("0", "0", "2")))
        .isPresent();
  }

  @Test
  void inAnyOrder_pause_throws() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Comparison.inAnyOrder()
                    .fault(expected("a", "(waits 1 second)", "b"), actual("a", "b")));
  }

  @Test
  void inOrderWithOneMore_asManyOrOneMore_findsNoFault() {
    Comparison comparison = Comparison.inOrderWithOneMore("tick");
    List<ExpectedLine> expected = expected("tick", "tick", "end");

    assertThat(comparison.fault(expected, actual("tick", "tick", "end"))).isEmpty();
    assertThat(comparison.fault(expected, actual("tick", "tick", "tick", "end"))).isEmpty();
    assertThat(comparison.fault(expected, actual("tick", "tick", "end", "tick"))).isEmpty();
  }

  @Test
  void inOrderWithOneMore_anythingElse_isAFault() {
    Comparison comparison = Comparison.inOrderWithOneMore("tick");
    List<ExpectedLine> expected = expected("tick", "tick", "end");

    assertThat(comparison.fault(expected, actual("tick", "end"))).isPresent();
    assertThat(comparison.fault(expected, actual("tick", "tick"))).isPresent();
    assertThat(comparison.fault(expected, actual("tick", "end", "tick"))).isPresent();
    assertThat(comparison.fault(expected, actual("tick", "tick", "end", "end"))).isPresent();
    assertThat(comparison.fault(expected, actual("tick", "tick", "tick", "tick", "end")))
        .isPresent();
  }
}
