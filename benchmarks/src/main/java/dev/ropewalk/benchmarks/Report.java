package dev.ropewalk.benchmarks;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a group found, as files and as a table.
 *
 * <p>{@code <group>.csv} holds the medians and the ratios, {@code <group>-spread.csv} the smallest and largest figure and
 * the number of runs. A ratio whose runs overlap is in the file, too; on the console it is marked with {@code ~}.
 */
record Report(String group, List<Row> rows) {

  private static final int VALUE_DIGITS = 6;
  private static final int RATIO_DIGITS = 4;
  private static final int CONSOLE_DIGITS = 4;
  private static final int CONSOLE_RATIO_DIGITS = 3;

  /** Writes both files, and the directory if there is none. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(group + ".csv"), medians());
    Files.writeString(directory.resolve(group + "-spread.csv"), spreads());
  }

  /** The content of {@code <group>.csv}. */
  String medians() {
    Csv csv = new Csv("group", "case", "subject", "value", "unit", "better", "ratio_to_ropewalk");
    for (Row row : rows) {
      csv.add(
          group,
          row.caseName(),
          row.subject(),
          plain(row.spread().median(), VALUE_DIGITS),
          row.measure().unit(),
          row.measure().better().toString(),
          ratio(row, RATIO_DIGITS));
    }
    return csv.toString();
  }

  /** The content of {@code <group>-spread.csv}. */
  String spreads() {
    Csv csv = new Csv("group", "case", "subject", "min", "max", "runs");
    for (Row row : rows) {
      csv.add(
          group,
          row.caseName(),
          row.subject(),
          plain(row.spread().min(), VALUE_DIGITS),
          plain(row.spread().max(), VALUE_DIGITS),
          String.valueOf(row.spread().runs()));
    }
    return csv.toString();
  }

  /** What the console shows. */
  String table() {
    TextTable table =
        new TextTable(
            List.of("value", "min", "max", "ratio"),
            "case",
            "subject",
            "value",
            "min",
            "max",
            "unit",
            "better",
            "ratio");
    for (Row row : rows) {
      table.add(
          row.caseName(),
          row.subject(),
          plain(row.spread().median(), CONSOLE_DIGITS),
          plain(row.spread().min(), CONSOLE_DIGITS),
          plain(row.spread().max(), CONSOLE_DIGITS),
          row.measure().unit(),
          row.measure().better().toString(),
          (row.counts() ? "" : "~") + ratio(row, CONSOLE_RATIO_DIGITS));
    }
    return table
        + "value: median; ratio: how many times better ropewalk is;"
        + " ~: the runs overlap, it does not count\n";
  }

  private static String ratio(Row row, int digits) {
    return row.ratio().isPresent() ? plain(row.ratio().getAsDouble(), digits) : "";
  }

  /** So many significant digits, but no digit before the point is lost, and no exponent. */
  private static String plain(double value, int digits) {
    BigDecimal exact = BigDecimal.valueOf(value);
    int whole = exact.precision() - exact.scale();
    BigDecimal rounded = exact.round(new MathContext(Math.max(digits, whole)));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
