package dev.ropewalk.multiprocess;

import java.time.Duration;

/**
 * How many tasks a worker process should have at once: as many as it does within {@link #HORIZON}, judged by those before, so that
 * it never waits for the next tiny task, and no task waits for long behind another. Confined to the thread that serves the process.
 */
final class Pace {

  /** For so long there may be work ahead; a process that tells of no outcome for so long has none to wait behind the present. */
  static final Duration HORIZON = Duration.ofMillis(2);

  private static final int MOST = 64;
  private static final int WEIGHT_OF_PAST = 3;

  private long average = HORIZON.toNanos();
  private long last;

  /** The process, which had nothing to do, was sent something. */
  void begins() {
    last = System.nanoTime();
  }

  /** The outcome of a task came. */
  void ended() {
    long now = System.nanoTime();
    average =
        (WEIGHT_OF_PAST * average + Math.min(now - last, HORIZON.toNanos())) / (WEIGHT_OF_PAST + 1);
    last = now;
  }

  /** A task takes long. */
  void stalled() {
    average = HORIZON.toNanos();
  }

  /** How many tasks there should be. */
  int window() {
    return Math.clamp(HORIZON.toNanos() / Math.max(1, average), 1, MOST);
  }
}
