package dev.ropewalk.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns of text for the console; those named in the constructor are set to the right. */
final class TextTable {

  private static final String GAP = "  ";

  private final List<String> right;
  private final List<String> header;
  private final List<List<String>> lines = new ArrayList<>();

  TextTable(List<String> right, String... header) {
    this.right = List.copyOf(right);
    this.header = List.of(header);
    lines.add(this.header);
  }

  /** Adds a line. */
  void add(String... cells) {
    lines.add(Arrays.asList(cells));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int column = 0; column < header.size(); column++) {
        padded.append(cell(line, column)).append(GAP);
      }
      text.append(padded.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private String cell(List<String> line, int column) {
    int width = lines.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
    String blanks = " ".repeat(width - line.get(column).length());
    return right.contains(header.get(column))
        ? blanks + line.get(column)
        : line.get(column) + blanks;
  }
}
