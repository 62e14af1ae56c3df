package dev.ropewalk.examples.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parity table of the root README says what the files in {@code parity/} say. */
class ParitySummaryTest {

  private static final String START = "<!-- parity-summary -->\n";
  private static final String END = "<!-- /parity-summary -->";

  /** The table as the README is to show it: a row for each section, the two kinds side by side. */
  static String summary(List<Parity> names, List<Parity> scenarios) {
    StringBuilder table =
        new StringBuilder(
            """
            | section | names: ok | differs | n/a | to do | behaviours: tested | differs | n/a | to do |
            |---|---|---|---|---|---|---|---|---|
            """);
    for (int i = 0; i < names.size(); i++) {
      table.append(
          Stream.concat(counts(names.get(i)), counts(scenarios.get(i)))
              .map(String::valueOf)
              .collect(Collectors.joining(" | ", "| " + names.get(i).section() + " | ", " |\n")));
    }
    return table.toString();
  }

  private static Stream<Long> counts(Parity parity) {
    return parity.kind().statuses().stream()
        .map(
            status ->
                parity.table().rows().stream()
                    .filter(row -> row.get("status").equals(status))
                    .count());
  }

  @Test
  void readme_showsTheCountsOfTheFiles() {
    Project project = Project.ofThisBuild();
    String expected =
        summary(Parity.readAll(project, Parity.NAMES), Parity.readAll(project, Parity.SCENARIOS));
    String readme = project.text("README.md");
    assertThat(readme).contains(START, END);
    assertThat(readme.substring(readme.indexOf(START) + START.length(), readme.indexOf(END)))
        .as(
            "the table in README.md between the parity-summary marks; replace it by what is expected")
        .isEqualTo(expected);
  }
}
