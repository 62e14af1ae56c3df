package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;

/**
 * A number of permits that threads take and give back; a thread that finds none waits. Python's {@code
 * threading.Semaphore}.
 *
 * <p>Permits have no owner: any thread may release, whether it acquired or not, and the number may rise above the one that
 * the semaphore started with.
 *
 * <p>Unlike {@code threading.Semaphore}, waiting is interruptible: {@link #acquire()}, {@link #acquire(Duration)} and
 * {@link #hold()} throw {@link InterruptedException} when the calling thread is interrupted on entry (also if there is a
 * permit) or while it waits, and then have taken none. Negative timeouts, which Python takes for zero, are refused. The
 * number of permits is public, and limited to 2<sup>31</sup>-1.
 *
 * <p>Not fair: {@link #tryAcquire()} and threads that arrive at the right moment overtake those that wait. Memory
 * consistency effects: actions before a release happen-before actions after an acquire that took one of its permits.
 */
public final class CountingSemaphore {
  /*
   * Algorithm: AbstractQueuedSynchronizer in shared mode; see Sync. A release of several permits wakes one waiter, and each
   * waiter that gets a permit wakes the next, so no permit lies idle beside a waiter; evidence:
   * CountingSemaphoreJCStress.
   */

  private final Sync sync;

  /** A semaphore with one permit, as {@code Semaphore()}. */
  public CountingSemaphore() {
    this(1);
  }

  /**
   * A semaphore with this many permits to begin with.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public CountingSemaphore(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException(
          "a semaphore can't start with " + permits + " permits: use zero or more");
    }
    sync = new Sync(permits);
  }

  /**
   * Waits for a permit and takes it. Python's {@code acquire()}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public void acquire() throws InterruptedException {
    sync.acquireSharedInterruptibly(1);
  }

  /**
   * Takes a permit if one becomes free in time. Python's {@code acquire(timeout=...)}.
   *
   * @return whether a permit was taken
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public boolean acquire(Duration timeout) throws InterruptedException {
    return sync.tryAcquireSharedNanos(1, Deadline.toNanos(timeout));
  }

  /** Takes a permit if there is one, without waiting. Python's {@code acquire(blocking=False)}. */
  public boolean tryAcquire() {
    return sync.tryAcquireShared(1) >= 0;
  }

  /**
   * Waits for a permit, takes it, and returns the token that gives it back: Python's {@code with semaphore}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public Hold hold() throws InterruptedException {
    acquire();
    return new Hold(sync);
  }

  /**
   * Adds one permit. Python's {@code release()}.
   *
   * @throws IllegalStateException if there are 2<sup>31</sup>-1 permits already; nothing changes
   */
  public void release() {
    sync.releaseShared(1);
  }

  /**
   * Adds so many permits at once. Python's {@code release(n)}.
   *
   * @throws IllegalArgumentException if the number is less than one
   * @throws IllegalStateException if there would be more than 2<sup>31</sup>-1 permits; nothing changes
   */
  public void release(int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException(
          "can't release " + permits + " permits to " + this + ": use one or more");
    }
    sync.releaseShared(permits);
  }

  /** How many permits are free at the moment; for display, not for decisions. */
  public int permits() {
    return sync.permits();
  }

  /** Tells how many permits are free and how many threads wait. */
  @Override
  public String toString() {
    return sync.toString();
  }

  /**
   * State: the free permits, never negative. Every change is a compare-and-set of the old number to the new, so none is
   * lost or taken twice; as a volatile read and write it is also the happens-before edge of release and acquire.
   */
  @SuppressWarnings("serial") // see HoldableSync
  private static final class Sync extends HoldableSync {

    Sync(int permits) {
      setState(permits);
    }

    @Override
    protected int tryAcquireShared(int permits) {
      while (true) {
        int free = getState();
        int left = free - permits;
        if (left < 0 || compareAndSetState(free, left)) {
          return left;
        }
      }
    }

    @Override
    protected boolean tryReleaseShared(int permits) {
      while (true) {
        int free = getState();
        int sum = free + permits;
        if (sum < 0) {
          throw new IllegalStateException(
              "can't release "
                  + permits
                  + " permits to "
                  + this
                  + ": there would be more than 2^31-1");
        }
        if (compareAndSetState(free, sum)) {
          return true;
        }
      }
    }

    int permits() {
      return getState();
    }

    @Override
    void releaseOne() {
      releaseShared(1);
    }

    @Override
    String state() {
      int free = getState();
      return free == 1 ? "1 permit" : free + " permits";
    }
  }
}
