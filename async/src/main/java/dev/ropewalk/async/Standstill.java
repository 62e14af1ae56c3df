package dev.ropewalk.async;

import java.util.function.LongSupplier;

/** How long a loop has stood still, as far as looks from time to time tell. Touched by the watchdog's thread only. */
final class Standstill {
  /*
   * What counts is time between two looks that found the same step, not idle, minus the collections in between. The time
   * before the second look is not counted. So what is reported has lasted at least that long.
   */

  private static final int NEXT_REPORT = 10;

  private long word;
  private boolean suspicious;
  private long still;
  private long collectedBefore;
  private long reportAt;

  /**
   * Looks once.
   *
   * @param seen the word of the loop's {@link Progress} at this moment
   * @param elapsed nanoseconds since the last look
   * @param slow nanoseconds from which on it is to be reported
   * @param collected nanoseconds in which collections have stopped the JVM so far
   * @return how many nanoseconds it has stood still, if that is to be reported now; otherwise zero
   */
  long look(long seen, long elapsed, long slow, LongSupplier collected) {
    if (seen != word || Progress.stateOf(seen) == Progress.State.IDLE) {
      word = seen;
      suspicious = false;
      return 0;
    }
    long collectedNow = collected.getAsLong();
    boolean report = false;
    if (!suspicious) {
      suspicious = true;
      still = 0;
      reportAt = slow;
    } else {
      still += Math.max(0, elapsed - (collectedNow - collectedBefore));
      if (still >= reportAt) {
        reportAt = still * NEXT_REPORT; // then it is worth a line again
        report = true;
      }
    }
    collectedBefore = collectedNow;
    return report ? still : 0;
  }
}
