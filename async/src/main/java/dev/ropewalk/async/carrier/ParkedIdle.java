package dev.ropewalk.async.carrier;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits by parking the loop's thread, in real time. */
public final class ParkedIdle implements IdleWait {
  /*
   * Two flags, each written by one side and then the other one read:
   *
   *   loop    sleeper = me;   if (!woken) park;   sleeper = null; woken = false;   look into the inbox
   *   waker   add to the inbox;   woken = true;   if (sleeper != null) unpark(sleeper)
   *
   * No lost wakeup: both fields are volatile, so their accesses have one order that all threads agree on. Of the pair
   * "sleeper = me" and "woken = true" one is first; the side whose write is second sees the other's. Either the loop reads
   * woken and does not park, or the waker reads sleeper and unparks it. Release and acquire would not do: each side could
   * read before its own write is visible (IdleWaitJCStress.BrokenWeakFlags shows that).
   *
   * woken is cleared only after the wait and before the loop looks into its inbox. A wake before the clearing added its
   * entry before that, so the look finds it; a wake after it ends the next wait. At worst a loop looks once in vain.
   *
   * A loop that isn't idle has no sleeper, so waking it costs one volatile write and no system call.
   *
   * Field     read              write
   * woken     loop thread       any thread true, loop thread false
   * sleeper   any thread        loop thread
   */

  private volatile boolean woken;
  private volatile @Nullable Thread sleeper;

  /** An idle wait for one loop. */
  public ParkedIdle() {}

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void await(long nanos) {
    Thread me = Thread.currentThread();
    long start = System.nanoTime();
    sleeper = me;
    while (!woken && !me.isInterrupted()) {
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        break;
      }
      LockSupport.parkNanos(this, left);
    }
    sleeper = null;
    woken = false;
  }

  @Override
  public void wake() {
    woken = true;
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
