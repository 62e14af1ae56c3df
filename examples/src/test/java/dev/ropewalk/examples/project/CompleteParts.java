package dev.ropewalk.examples.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What modules declare complete, in {@code parity/complete.tsv}: a section, or those of its rows whose key (id, or {@code
 * module.owner.name}) matches a pattern. There, no row may be {@code todo}.
 */
final class CompleteParts {

  static final String FILE = "parity/complete.tsv";

  private static final List<String> HEADER = List.of("kind", "section", "part-regex", "module");

  private CompleteParts() {}

  static List<String> check(String text, List<Parity> tables, Set<String> modules) {
    Tsv declared = Tsv.parse(FILE, text, HEADER);
    List<String> wrong = new ArrayList<>(declared.wrong());
    for (Tsv.Row row : declared.rows()) {
      if (!modules.contains(row.get("module"))) {
        wrong.add(row.fault("there is no module " + row.get("module")));
      }
      List<Parity> named =
          tables.stream()
              .filter(table -> table.kind().label().equals(row.get("kind")))
              .filter(table -> table.section().equals(row.get("section")))
              .toList();
      if (named.isEmpty()) {
        wrong.add(
            row.fault("there is no table of %s %s".formatted(row.get("kind"), row.get("section"))));
      } else {
        wrong.addAll(openRows(row, named.getFirst()));
      }
    }
    return wrong;
  }

  private static List<String> openRows(Tsv.Row declared, Parity table) {
    Pattern part;
    try {
      part = Pattern.compile(declared.get("part-regex"));
    } catch (PatternSyntaxException e) {
      return List.of(declared.fault("part-regex is no regular expression: " + e.getDescription()));
    }
    List<Tsv.Row> rows =
        table.table().rows().stream()
            .filter(row -> part.matcher(table.kind().key(row)).matches())
            .toList();
    if (rows.isEmpty()) {
      return List.of(
          declared.fault(
              "no row of section %s matches %s (.* is the whole section)"
                  .formatted(table.section(), part)));
    }
    return rows.stream()
        .filter(row -> row.get("status").equals("todo"))
        .map(
            row ->
                row.fault(
                    "%s is todo, but %s declares it complete (%s:%d): do it, or declare less"
                        .formatted(
                            table.kind().key(row), declared.get("module"), FILE, declared.line())))
        .toList();
  }
}
