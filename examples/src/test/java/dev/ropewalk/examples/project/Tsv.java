package dev.ropewalk.examples.project;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table in a file: tabs between columns, a header, one line for each row.
 *
 * @param size how many lines there are below the header
 * @param rows those of them that have the right shape
 */
record Tsv(String file, int size, List<Row> rows, List<String> wrong) {

  /** One row and the number of its line. */
  record Row(String file, int line, Map<String, String> cells) {

    /** The text in a column, or an empty string. */
    String get(String column) {
      String cell = cells.get(column);
      if (cell == null) {
        throw new IllegalArgumentException(file + " has no column " + column);
      }
      return cell;
    }

    boolean has(String column) {
      return !get(column).isEmpty();
    }

    /** A complaint about this row. */
    String fault(String what) {
      return "%s:%d: %s".formatted(file, line, what);
    }
  }

  /** Reads a table; what is wrong with its shape is noted, and such rows are left out. */
  static Tsv parse(String file, String text, List<String> header) {
    List<Row> rows = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    List<String> lines = text.lines().toList();
    if (!text.endsWith("\n")) {
      wrong.add(file + ": end the last line");
    }
    if (lines.isEmpty() || !lines.getFirst().equals(String.join("\t", header))) {
      wrong.add(file + ":1: the header must be: " + String.join(" ", header) + " (tabs between)");
      return new Tsv(file, 0, rows, wrong);
    }
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = List.of(lines.get(i).split("\t", -1));
      if (cells.size() != header.size()) {
        wrong.add(
            "%s:%d: has %d columns, the header %d: check its tabs"
                .formatted(file, i + 1, cells.size(), header.size()));
      } else if (cells.stream().anyMatch(cell -> !cell.equals(cell.strip()))) {
        wrong.add("%s:%d: has a blank at the start or end of a column".formatted(file, i + 1));
      } else {
        rows.add(row(file, i + 1, header, cells));
      }
    }
    return new Tsv(file, lines.size() - 1, rows, wrong);
  }

  private static Row row(String file, int line, List<String> header, List<String> cells) {
    Map<String, String> byColumn = HashMap.newHashMap(header.size());
    for (int i = 0; i < header.size(); i++) {
      byColumn.put(header.get(i), cells.get(i));
    }
    return new Row(file, line, byColumn);
  }
}
