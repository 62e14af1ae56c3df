package dev.ropewalk.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Text in the format of RFC 4180, but with the line ends of Unix, which all readers take and line tools need.
 *
 * <p>A field is quoted if it has a comma, a quote or a line break, or spaces at an end, which some readers would drop.
 */
final class Csv {

  private final StringBuilder text = new StringBuilder();
  private final int columns;

  Csv(String... header) {
    columns = header.length;
    add(header);
  }

  /** Adds a line. */
  void add(String... fields) {
    List<String> line = Arrays.asList(fields);
    if (line.size() != columns) {
      throw new IllegalArgumentException("not " + columns + " columns: " + line);
    }
    text.append(line.stream().map(Csv::field).collect(Collectors.joining(","))).append('\n');
  }

  private static String field(String value) {
    boolean plain =
        value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            && value.equals(value.strip());
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
