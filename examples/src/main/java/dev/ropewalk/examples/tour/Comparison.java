package dev.ropewalk.examples.tour;

import dev.ropewalk.examples.tour.ExpectedLine.Pause;
import dev.ropewalk.examples.tour.ExpectedLine.Printed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How what a program printed is held against what was expected. */
@FunctionalInterface
interface Comparison {

  /** A line is seen a moment after it was printed, so a pause may look shorter than it was by that moment. */
  Duration SEEN_LATE = Duration.ofMillis(100);

  /** What is wrong, or empty if nothing is. */
  Optional<String> fault(List<ExpectedLine> expected, List<OutputLine> actual);

  /** The same lines in the same order, with the pauses between them. */
  static Comparison inOrder() {
    return (expected, actual) -> {
      List<String> texts = texts(expected);
      if (!texts.equals(printed(actual))) {
        return Optional.of("the lines differ");
      }
      return tooShortPause(expected, actual);
    };
  }

  /** The same lines, each as often, in any order: for examples whose threads race. */
  static Comparison inAnyOrder() {
    return (expected, actual) -> {
      requireNoPause(expected);
      return texts(expected).stream()
              .sorted()
              .toList()
              .equals(printed(actual).stream().sorted().toList())
          ? Optional.empty()
          : Optional.of("the lines differ, in whatever order");
    };
  }

  /** The same lines in the same order, where this one may come once more: for a thread that is killed at any moment. */
  static Comparison inOrderWithOneMore(String repeated) {
    return (expected, actual) -> {
      requireNoPause(expected);
      List<String> texts = texts(expected);
      List<String> printed = printed(actual);
      if (printed.equals(texts)) {
        return Optional.empty();
      }
      for (int i = 0; i < printed.size(); i++) {
        List<String> without = new ArrayList<>(printed);
        if (without.remove(i).equals(repeated) && without.equals(texts)) {
          return Optional.empty();
        }
      }
      return Optional.of("the lines differ, also with one more '" + repeated + "'");
    };
  }

  private static Optional<String> tooShortPause(
      List<ExpectedLine> expected, List<OutputLine> actual) {
    int next = 0;
    for (ExpectedLine line : expected) {
      switch (line) {
        case Printed _ -> next++;
        case Pause pause -> {
          if (next == 0 || next == actual.size()) {
            throw new IllegalArgumentException(
                pause + " must stand between two lines: " + expected);
          }
          OutputLine before = actual.get(next - 1);
          OutputLine after = actual.get(next);
          if (after.since(before).plus(SEEN_LATE).compareTo(pause.atLeast()) < 0) {
            return Optional.of(
                "'%s' came %d ms after '%s', expected at least %d ms"
                    .formatted(
                        after.text(),
                        after.since(before).toMillis(),
                        before.text(),
                        pause.atLeast().toMillis()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static void requireNoPause(List<ExpectedLine> expected) {
    if (expected.stream().anyMatch(Pause.class::isInstance)) {
      throw new IllegalArgumentException(
          "a pause can be checked only between lines in order: " + expected);
    }
  }

  private static List<String> texts(List<ExpectedLine> expected) {
    return expected.stream()
        .filter(Printed.class::isInstance)
        .map(line -> ((Printed) line).text())
        .toList();
  }

  private static List<String> printed(List<OutputLine> actual) {
    return actual.stream().map(OutputLine::text).toList();
  }
}
