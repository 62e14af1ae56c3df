package dev.ropewalk.benchmarks.locks;

/** A lock, with all that a thread does to get through it once. */
interface Gate {

  /**
   * Locks, writes to the section, unlocks.
   *
   * @param timed whether the moment is wanted
   * @return when the lock was got, by {@link System#nanoTime()}; anything if not timed
   */
  long pass(Section section, boolean timed) throws InterruptedException;
}
