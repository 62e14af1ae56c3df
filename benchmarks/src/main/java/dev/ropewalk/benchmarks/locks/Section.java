package dev.ropewalk.benchmarks.locks;

/** What a lock guards: a few plain writes, one of which counts the threads that came through. */
final class Section {
  /*
   * The cells lie in the middle of an array, so that they share no cache line with a lock that happens to lie beside it:
   * locks are of different sizes, and it would meet some of them and not others.
   */

  private static final int PADDING = 32;

  private final long[] cells = new long[PADDING + 3 + PADDING];

  /**
   * Writes; to be called with the lock held.
   *
   * @return the time on entry if it is wanted
   */
  long write(boolean timed) {
    long now = timed ? System.nanoTime() : 0;
    cells[PADDING]++;
    cells[PADDING + 1] += cells[PADDING];
    cells[PADDING + 2] ^= cells[PADDING + 1];
    return now;
  }

  /** How often somebody wrote, if never two at once. */
  long passes() {
    return cells[PADDING];
  }
}
