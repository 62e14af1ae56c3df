package dev.ropewalk.benchmarks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One number that one run of a subject gave.
 *
 * @param measure the name of the {@link Measure} it belongs to; {@link #MAIN} for the main one
 * @param value finite and not negative
 * @param unit must be the measure's
 */
public record Figure(String measure, double value, String unit) {

  /** The name of the main measure of every case. */
  public static final String MAIN = "";

  private static final Pattern LINE = Pattern.compile("(?:(\\S.*) )?(\\S+) (\\S+)");

  /** Checks the value. */
  public Figure {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("no figure: " + measure + " " + value + " " + unit);
    }
  }

  /**
   * Reads a line of a program that was run as a subject: value and unit, after the name of the measure unless it is the
   * main one. {@code 3.5 us/op} or {@code CPU 3.1 us/op}.
   */
  public static Figure parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (matcher.matches()) {
      String measure = matcher.group(1) == null ? MAIN : matcher.group(1);
      try {
        return new Figure(measure, Double.parseDouble(matcher.group(2)), matcher.group(3));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("no number in the line '" + line + "'", e);
      }
    }
    throw new IllegalArgumentException("not '[measure] value unit': '" + line + "'");
  }
}
