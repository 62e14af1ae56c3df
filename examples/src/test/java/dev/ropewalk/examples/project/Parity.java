package dev.ropewalk.examples.project;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The parity tables: what Python has (names) and does (scenarios), and what became of each row. This class holds what both
 * kinds have in common.
 */
record Parity(Kind kind, String section, Tsv table) {

  /** The sections, in the order in which counts are printed. */
  static final List<String> SECTIONS =
      List.of("threads", "sync", "queue", "contextvars", "futures", "multiprocess", "async");

  static final Kind NAMES =
      new Kind(
          "names",
          List.of(
              "section", "module", "owner", "name", "kind", "since", "summary", "java", "status",
              "note"),
          "ok",
          Map.of(
              "threads", 35,
              "sync", 43,
              "queue", 25,
              "contextvars", 23,
              "futures", 42,
              "multiprocess", 324,
              "async", 350));

  static final Kind SCENARIOS =
      new Kind(
          "scenarios",
          List.of("id", "section", "scenario", "status", "note"),
          "test",
          Map.of(
              "threads", 48,
              "sync", 37,
              "queue", 16,
              "contextvars", 34,
              "futures", 86,
              "multiprocess", 162,
              "async", 495));

  /**
   * A kind of tables.
   *
   * @param label as in file names and in complete.tsv
   * @param done the status of a row that is as in Python
   * @param sizes how many rows each section has, so that none is lost
   */
  record Kind(String label, List<String> header, String done, Map<String, Integer> sizes) {

    List<String> statuses() {
      return List.of(done, "differs", "n/a", "todo");
    }

    /** What identifies a row. */
    String key(Tsv.Row row) {
      if (header.contains("id")) {
        return row.get("id");
      }
      String owner = row.get("owner");
      return row.get("module") + "." + (owner.isEmpty() ? "" : owner + ".") + row.get("name");
    }
  }

  static Parity read(Project project, Kind kind, String section) {
    String file = "parity/%s-%s.tsv".formatted(kind.label(), section);
    return new Parity(kind, section, Tsv.parse(file, project.text(file), kind.header()));
  }

  static List<Parity> readAll(Project project, Kind kind) {
    return SECTIONS.stream().map(section -> read(project, kind, section)).toList();
  }

  /** How many rows have each status, as one line. */
  String counts() {
    Map<String, Long> counts =
        table.rows().stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.get("status"), TreeMap::new, Collectors.counting()));
    return "parity %s %s: ".formatted(kind.label(), section)
        + kind.statuses().stream()
            .map(status -> counts.getOrDefault(status, 0L) + " " + status)
            .collect(Collectors.joining(", "));
  }

  /** The shape of the table: columns, number of rows, unique keys, known statuses, notes where they belong. */
  List<String> check(int expectedRows) {
    List<String> wrong = new ArrayList<>(table.wrong());
    if (table.size() != expectedRows) {
      wrong.add(
          "%s has %d rows instead of %d: rows are never removed; one that does not apply is n/a"
              .formatted(table.file(), table.size(), expectedRows));
    }
    Set<String> keys = new HashSet<>();
    for (Tsv.Row row : table.rows()) {
      if (!keys.add(kind.key(row))) {
        wrong.add(row.fault(kind.key(row) + " is there twice: remove one"));
      }
      if (!row.get("section").equals(section)) {
        wrong.add(row.fault("belongs to section " + row.get("section") + ": move it there"));
      }
      String fault = statusFault(row);
      if (!fault.isEmpty()) {
        wrong.add(row.fault(fault));
      }
    }
    return wrong;
  }

  private String statusFault(Tsv.Row row) {
    return switch (row.get("status")) {
      case "differs", "n/a" ->
          row.has("note") ? "" : row.get("status") + " needs a note: the reason";
      case "todo" -> row.has("note") ? "todo has no note: say it when the row is done" : "";
      case String status ->
          kind.statuses().contains(status)
              ? ""
              : "status %s is none of %s".formatted(status, kind.statuses());
    };
  }

  /** Applies a further rule to each row; an empty string means that nothing is wrong. */
  List<String> checkRows(Function<Tsv.Row, String> rule) {
    return table.rows().stream()
        .map(row -> Map.entry(row, rule.apply(row)))
        .filter(found -> !found.getValue().isEmpty())
        .map(found -> found.getKey().fault(found.getValue()))
        .toList();
  }
}
