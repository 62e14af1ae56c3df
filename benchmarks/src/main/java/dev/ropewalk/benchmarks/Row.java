package dev.ropewalk.benchmarks;

import java.util.OptionalDouble;

/**
 * One line of the report.
 *
 * @param caseName the case's name and, unless it is the main one, the measure's
 * @param ratio how many times better Ropewalk is; empty if that divides by zero
 * @param counts whether the runs of this subject and Ropewalk's don't overlap; true for Ropewalk's own row
 */
record Row(
    String caseName,
    String subject,
    Spread spread,
    Measure measure,
    OptionalDouble ratio,
    boolean counts) {

  /** A row that compares a subject with Ropewalk. */
  static Row of(
      BenchCase benchCase, Measure measure, String subject, Spread spread, Spread ropewalk) {
    boolean itself = subject.equals(Subject.ROPEWALK);
    return new Row(
        measure.of(benchCase),
        subject,
        spread,
        measure,
        measure.better().ratio(ropewalk.median(), spread.median()),
        itself || !spread.overlaps(ropewalk));
  }
}
