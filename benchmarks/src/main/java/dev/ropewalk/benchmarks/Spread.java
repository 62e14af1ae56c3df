package dev.ropewalk.benchmarks;

import java.util.Arrays;

/**
 * What several runs gave.
 *
 * @param median the middle figure, or the mean of the two in the middle
 */
record Spread(double median, double min, double max, int runs) {

  static Spread of(double... figures) {
    if (figures.length == 0) {
      throw new IllegalArgumentException("no figures");
    }
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  /** Whether a further run could put the two the other way round, for all that is known. */
  boolean overlaps(Spread other) {
    return min <= other.max && other.min <= max;
  }
}
