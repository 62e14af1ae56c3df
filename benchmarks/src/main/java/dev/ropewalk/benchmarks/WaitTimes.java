package dev.ropewalk.benchmarks;

/**
 * How often which time was waited. All memory is there from the start; recording is a few instructions and one plain write.
 * Not safe for several threads.
 */
public final class WaitTimes {
  /*
   * Times below STEPS have a slot of their own. From there on each doubling of the time has STEPS slots: the number of the
   * slot is made of the position of the highest bit and of the bits behind it. So a slot is never wider than 1/STEPS of the
   * times in it.
   */

  private static final int STEP_BITS = 5;
  private static final int STEPS = 1 << STEP_BITS;
  private static final int HIGHEST_BIT = Long.SIZE - 2;

  private final long[] slots = new long[(HIGHEST_BIT - STEP_BITS + 2) * STEPS];

  /** Nothing waited yet. */
  public WaitTimes() {}

  /** Counts one wait. */
  public void record(long nanos) {
    slots[slot(Math.max(0, nanos))]++;
  }

  /** Counts all that the other has counted. */
  public void add(WaitTimes other) {
    for (int slot = 0; slot < slots.length; slot++) {
      slots[slot] += other.slots[slot];
    }
  }

  /**
   * The time that this share of all waits did not exceed: at most 1/32 too long, never too short.
   *
   * @param share above 0, at most 1
   * @throws IllegalStateException if nothing was recorded
   */
  public long quantile(double share) {
    long total = 0;
    for (long count : slots) {
      total += count;
    }
    if (total == 0) {
      throw new IllegalStateException("no wait was recorded");
    }
    long left = (long) Math.ceil(share * total);
    int slot = 0;
    while (left > slots[slot]) {
      left -= slots[slot];
      slot++;
    }
    return longest(slot);
  }

  private static int slot(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
    return (shift << STEP_BITS) + (int) (nanos >>> shift);
  }

  /** The longest time that is counted there. */
  private static long longest(int slot) {
    if (slot < STEPS) {
      return slot;
    }
    int shift = slot / STEPS - 1;
    long step = (long) STEPS + slot % STEPS;
    return ((step + 1) << shift) - 1;
  }
}
