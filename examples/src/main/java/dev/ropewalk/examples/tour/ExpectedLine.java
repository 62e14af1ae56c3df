package dev.ropewalk.examples.tour;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of what an example is expected to show: something it prints, or a pause between two such lines. */
sealed interface ExpectedLine {

  Pattern IN_PARENTHESES = Pattern.compile("\\(.*\\)");
  Pattern WAITS = Pattern.compile("\\(waits (\\d+) seconds?\\)");

  /** Something printed. */
  record Printed(String text) implements ExpectedLine {
    @Override
    public String toString() {
      return text;
    }
  }

  /** At least so much time between the line before and the line after. */
  record Pause(Duration atLeast) implements ExpectedLine {
    @Override
    public String toString() {
      return "(waits "
          + atLeast.toSeconds()
          + (atLeast.toSeconds() == 1 ? " second)" : " seconds)");
    }
  }

  /**
   * Reads a line of the document: one in parentheses is an assertion.
   *
   * @throws IllegalArgumentException if it is in parentheses and asserts something unknown
   */
  static ExpectedLine parse(String line) {
    Matcher waits = WAITS.matcher(line);
    if (waits.matches()) {
      return new Pause(Duration.ofSeconds(Long.parseLong(waits.group(1))));
    }
    if (IN_PARENTHESES.matcher(line).matches()) {
      throw new IllegalArgumentException(
          "don't know how to check " + line + "; known: (waits N seconds)");
    }
    return new Printed(line);
  }

  /** Reads lines of the document. */
  static List<ExpectedLine> parseAll(List<String> lines) {
    return lines.stream().map(ExpectedLine::parse).toList();
  }
}
