package dev.ropewalk.benchmarks.locks;

import java.util.List;

/**
 * How hard a lock is fought for.
 *
 * @param threads that all want it
 * @param nanosOutside what each of them works between two locks
 */
record Contention(int threads, long nanosOutside) {

  /** Threads that run at once on the smallest machine that we have in mind. */
  private static final int SMALL_MACHINE = 2;

  /** All that is measured. */
  static final List<Contention> ALL =
      List.of(
          new Contention(2, 0),
          new Contention(2, 100),
          new Contention(2, 1000),
          new Contention(4, 0),
          new Contention(4, 100),
          new Contention(4, 1000),
          new Contention(16, 0),
          new Contention(16, 100),
          new Contention(16, 1000));

  /** What the compiler gets to see first: both the work and the fight. */
  static final Contention WARM_UP = new Contention(2, 100);

  /** What the figures of a run begin with; {@code contended.py} prints the same. */
  String label() {
    return "%d threads, %d ns outside".formatted(threads, nanosOutside);
  }

  /** The name of a measure of a run. */
  String label(String measure) {
    return measure.isEmpty() ? label() : label() + ": " + measure;
  }

  /** The end of a case's name. */
  String words() {
    String crowd = threads > SMALL_MACHINE ? " (more than cores)" : "";
    return "%d threads%s, %d ns outside".formatted(threads, crowd, nanosOutside);
  }

  /** For the script: {@code 16x100}. */
  String argument() {
    return threads + "x" + nanosOutside;
  }
}
