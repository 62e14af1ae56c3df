package dev.ropewalk.examples.project;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ties scenario rows to tests, in both directions. */
final class ParityScenarioRules {

  private static final Set<String> TESTED = Set.of("test", "differs");

  private ParityScenarioRules() {}

  /** Whether the row needs a test. */
  static boolean isTested(Tsv.Row row) {
    return TESTED.contains(row.get("status"));
  }

  /** Each tested row is named by a test that runs, and each test names tested rows only. */
  static List<String> check(List<Parity> scenarios, List<Covering> tests) {
    Map<String, Tsv.Row> rows = new HashMap<>();
    for (Parity section : scenarios) {
      section.table().rows().forEach(row -> rows.put(row.get("id"), row));
    }
    List<String> wrong = new ArrayList<>();
    Set<String> covered = new HashSet<>();
    for (Covering test : tests) {
      Tsv.Row row = rows.get(test.id());
      if (!test.fault().isEmpty()) {
        wrong.add("%s covers %s but %s".formatted(test.test(), test.id(), test.fault()));
      } else if (row == null) {
        wrong.add(
            "%s covers %s, which is no row of parity/scenarios-*.tsv: correct the id"
                .formatted(test.test(), test.id()));
      } else if (!isTested(row)) {
        wrong.add(
            row.fault(
                "%s has status %s, but %s covers it: say test or differs"
                    .formatted(test.id(), row.get("status"), test.test())));
      }
      if (test.fault().isEmpty()) {
        covered.add(test.id());
      }
    }
    for (Tsv.Row row : rows.values()) {
      if (isTested(row) && !covered.contains(row.get("id"))) {
        wrong.add(
            row.fault(
                "%s has status %s, but no test covers it: put @CoversScenario(\"%s\") on one, or say todo"
                    .formatted(row.get("id"), row.get("status"), row.get("id"))));
      }
    }
    return wrong.stream().sorted().toList();
  }
}
