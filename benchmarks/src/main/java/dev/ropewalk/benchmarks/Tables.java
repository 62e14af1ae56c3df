package dev.ropewalk.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes the tables of a README from the files of a report: {@code java
 * benchmarks/src/main/java/dev/ropewalk/benchmarks/Tables.java benchmarks/target/report locks} prints Markdown.
 *
 * <p>A case is a table with a line for each subject. Three or more cases whose names differ only in their last two parts are
 * one table, with a line for each case and the first peer beside Ropewalk. A {@code ~} marks a ratio whose runs overlap.
 *
 * <p>Written for Java 17, so that the {@code java} which runs Maven runs it too.
 */
public final class Tables {

  /** A median and between what it lies. */
  record Value(double median, String unit, String ratio, double min, double max) {

    String text() {
      return number(median, unit) + unitOf(median, unit);
    }

    String withSpread() {
      return "%s (%s to %s)%s"
          .formatted(scaled(median), scaled(min), scaled(max), unitOf(median, unit));
    }

    String ratioTo(Value ropewalk) {
      if (ratio.isEmpty()) {
        return "";
      }
      boolean overlap = min <= ropewalk.max && ropewalk.min <= max;
      return (overlap ? "~" : "") + round(Double.parseDouble(ratio));
    }

    /** In the unit of the median. */
    private String scaled(double value) {
      return round(value * factor(median, unit));
    }
  }

  /** What a case found: by measure, empty for the main one, then by subject. */
  record Case(String name, Map<String, Map<String, Value>> measures) {

    Map<String, Value> main() {
      return measures.getOrDefault("", Map.of());
    }

    List<String> others() {
      return measures.keySet().stream().filter(measure -> !measure.isEmpty()).toList();
    }

    String firstPeer() {
      return main().keySet().stream().filter(name -> !name.equals(OURS)).findFirst().orElse("");
    }

    String value(String measure, String subject) {
      Value value = measures.getOrDefault(measure, Map.of()).get(subject);
      return value == null ? "" : value.text();
    }

    private String[] parts() {
      return name.split(", ");
    }

    String family() {
      String[] parts = parts();
      return String.join(", ", Arrays.copyOf(parts, Math.max(0, parts.length - 2)));
    }

    String inFamily() {
      String[] parts = parts();
      return String.join(
          ", ", Arrays.copyOfRange(parts, Math.max(0, parts.length - 2), parts.length));
    }
  }

  private static final String OURS = "ropewalk";
  private static final int ONE_TABLE = 3;
  private static final Pattern FIELD =
      Pattern.compile("\"((?:[^\"]|\"\")*)\"(?:,|$)|([^,]*)(?:,|$)");

  private Tables() {}

  /** Arguments: the directory of the report, and the group. */
  public static void main(String[] args) throws IOException {
    System.out.print(markdown(Path.of(args[0]), args[1]));
  }

  /** All tables of a group. */
  static String markdown(Path report, String group) throws IOException {
    Map<String, List<Case>> families =
        cases(report, group).stream()
            .collect(Collectors.groupingBy(Case::family, LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    families.forEach(
        (family, cases) -> {
          if (cases.size() >= ONE_TABLE) {
            text.append(table(family, cases)).append('\n');
          } else {
            cases.forEach(one -> text.append(table(one)).append('\n'));
          }
        });
    return text.toString();
  }

  private static Collection<Case> cases(Path report, String group) throws IOException {
    Map<List<String>, List<String>> spreads = new LinkedHashMap<>();
    for (List<String> line : lines(report.resolve(group + "-spread.csv"))) {
      spreads.put(line.subList(1, 3), line);
    }
    Map<String, Case> cases = new LinkedHashMap<>();
    for (List<String> line : lines(report.resolve(group + ".csv"))) {
      String[] name = line.get(1).split(": ", 2);
      List<String> spread = Objects.requireNonNull(spreads.get(line.subList(1, 3)), line::toString);
      cases
          .computeIfAbsent(name[0], key -> new Case(key, new LinkedHashMap<>()))
          .measures()
          .computeIfAbsent(name.length > 1 ? name[1] : "", measure -> new LinkedHashMap<>())
          .put(
              line.get(2),
              new Value(
                  Double.parseDouble(line.get(3)),
                  line.get(4),
                  line.get(6),
                  Double.parseDouble(spread.get(3)),
                  Double.parseDouble(spread.get(4))));
    }
    return cases.values();
  }

  private static List<List<String>> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream().skip(1).map(Tables::fields).toList();
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    Matcher matcher = FIELD.matcher(line);
    int end = 0;
    while (end < line.length() && matcher.find(end)) {
      String quoted = matcher.group(1);
      fields.add(quoted == null ? matcher.group(2) : quoted.replace("\"\"", "\""));
      end = matcher.end();
    }
    if (line.endsWith(",")) {
      fields.add("");
    }
    return fields;
  }

  private static String table(Case one) {
    List<String> header = new ArrayList<>(List.of(one.name(), "median (smallest to largest)"));
    header.addAll(one.others());
    header.add("Ropewalk is better by");
    StringBuilder text = new StringBuilder(row(header)).append(rule(header.size()));
    one.main()
        .forEach(
            (subject, value) -> {
              List<String> cells = new ArrayList<>(List.of(shown(subject), value.withSpread()));
              one.others().forEach(measure -> cells.add(one.value(measure, subject)));
              cells.add(subject.equals(OURS) ? "" : value.ratioTo(ours(one)));
              text.append(row(cells));
            });
    return text.toString();
  }

  private static String table(String family, List<Case> cases) {
    List<String> measures = cases.get(0).others();
    List<String> header = new ArrayList<>(List.of(family, "Ropewalk", "peer", "better by"));
    for (String measure : measures) {
      header.add(measure);
      header.add("peer's");
    }
    StringBuilder text = new StringBuilder(row(header)).append(rule(header.size()));
    for (Case one : cases) {
      String peer = one.firstPeer();
      Value theirs = one.main().get(peer);
      List<String> cells = new ArrayList<>(List.of(one.inFamily(), ours(one).withSpread()));
      cells.add(theirs == null ? "" : theirs.withSpread() + ", " + peer);
      cells.add(theirs == null ? "" : theirs.ratioTo(ours(one)));
      for (String measure : measures) {
        cells.add(one.value(measure, OURS));
        cells.add(one.value(measure, peer));
      }
      text.append(row(cells));
    }
    return text.toString();
  }

  private static Value ours(Case one) {
    Value ours = one.main().get(OURS);
    if (ours == null) {
      throw new IllegalStateException("no line of ropewalk's in the case '" + one.name() + "'");
    }
    return ours;
  }

  private static String shown(String subject) {
    return subject.equals(OURS) ? "Ropewalk" : subject;
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String rule(int columns) {
    return "|" + "---|".repeat(columns) + "\n";
  }

  private static String number(double value, String unit) {
    return round(value * factor(value, unit));
  }

  private static double factor(double value, String unit) {
    return switch (unit) {
      case "ops/s" -> value >= 1e5 ? 1e-6 : 1;
      case "us/op" -> value < 1 ? 1e3 : 1;
      default -> 1;
    };
  }

  private static String unitOf(double value, String unit) {
    return switch (unit) {
      case "ops/s" -> value >= 1e5 ? " M/s" : "/s";
      case "us/op" -> value < 1 ? " ns" : " us";
      case "ns/op" -> " ns";
      case "ms/op" -> " ms";
      case "min/max" -> "";
      default -> " " + unit;
    };
  }

  /** Three digits, but none before the point is lost. */
  private static String round(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
