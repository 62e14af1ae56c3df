package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * A number of permits that threads take and give back; a thread that finds none waits. Python's {@code
 * threading.Semaphore}.
 *
 * <p>Permits have no owner: any thread may release, whether it acquired or not, and the number may rise above the one that
 * the semaphore started with.
 *
 * <p>Unlike {@code threading.Semaphore}, waiting is interruptible: {@link #acquire()}, {@link #acquire(Duration)} and
 * {@code hold} throw {@link InterruptedException} when the calling thread is interrupted on entry (also if there is a
 * permit) or while it waits, and then have taken none. Negative timeouts, which Python takes for zero, are refused. The
 * number of permits is public, and limited to 2<sup>31</sup>-1.
 *
 * <p>Order: a thread that finds a permit takes it even if others wait, but only until the one that has waited longest has
 * been first in line for about a millisecond; then it is served before all newcomers, and those behind it move up. A fair
 * semaphore serves threads strictly in the order in which they began to wait. {@link #tryAcquire()} and {@link
 * #acquire(Duration)} with zero take a free permit in either case. A thread that finds no permit and nobody waiting looks
 * again for a few microseconds before it waits. Memory consistency effects: actions before a release happen-before actions
 * after an acquire that took one of its permits.
 */
public sealed class CountingSemaphore permits BoundedSemaphore {
  /*
   * Algorithm: AbstractQueuedSynchronizer in shared mode, with the order of TurnSync; see Sync. A release of several
   * permits wakes one waiter, and each waiter that gets a permit wakes the next, so no permit lies idle beside a waiter;
   * evidence: CountingSemaphoreJCStress.
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
    this(permits, false);
  }

  /**
   * A semaphore with this many permits to begin with.
   *
   * @param fair whether threads get permits strictly in the order in which they began to wait; costs most of the
   *     throughput where many want one
   * @throws IllegalArgumentException if the number is negative
   */
  public CountingSemaphore(int permits, boolean fair) {
    this(new Sync(notNegative(permits), fair));
  }

  CountingSemaphore(Sync sync) {
    this.sync = sync;
  }

  static int notNegative(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException(
          "a semaphore can't start with " + permits + " permits: use zero or more");
    }
    return permits;
  }

  /**
   * Waits for a permit and takes it. Python's {@code acquire()}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public final void acquire() throws InterruptedException {
    sync.acquireOne();
  }

  /**
   * Takes a permit if one becomes free in time. Python's {@code acquire(timeout=...)}.
   *
   * @return whether a permit was taken
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public final boolean acquire(Duration timeout) throws InterruptedException {
    return sync.acquireOne(timeout);
  }

  /** Takes a permit if there is one, without waiting. Python's {@code acquire(blocking=False)}. */
  public final boolean tryAcquire() {
    return sync.tryTake();
  }

  /**
   * Waits for a permit, takes it, and returns the token that gives it back: Python's {@code with semaphore}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public final Hold hold() throws InterruptedException {
    acquire();
    return new Hold(sync);
  }

  /**
   * Waits for a permit, takes it, and returns the token that gives it back. Python has no {@code with} that gives up.
   *
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   * @throws TimeoutException if no permit became free in time
   */
  public final Hold hold(Duration timeout) throws InterruptedException, TimeoutException {
    if (!acquire(timeout)) {
      throw sync.notInTime(timeout);
    }
    return new Hold(sync);
  }

  /**
   * Adds one permit. Python's {@code release()}.
   *
   * @throws IllegalStateException if there are as many permits already as there may be; nothing changes
   */
  public final void release() {
    sync.releaseShared(1);
  }

  /**
   * Adds so many permits at once. Python's {@code release(n)}.
   *
   * @throws IllegalArgumentException if the number is less than one
   * @throws IllegalStateException if there would be more permits than there may be; nothing changes
   */
  public final void release(int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException(
          "can't release " + permits + " permits to " + this + ": use one or more");
    }
    sync.releaseShared(permits);
  }

  /** Whether threads get permits strictly in the order in which they began to wait. */
  public final boolean isFair() {
    return sync.isFair();
  }

  /** How many permits are free at the moment; for display, not for decisions. */
  public final int permits() {
    return sync.permits();
  }

  /** Tells how many permits are free and how many threads wait. */
  @Override
  public final String toString() {
    return sync.toString();
  }

  /**
   * State: the free permits, never negative. Every change is a compare-and-set of the old number to the new, so none is
   * lost or taken twice; as a volatile read and write it is also the happens-before edge of release and acquire.
   */
  @SuppressWarnings("serial") // see HoldableSync
  static class Sync extends HoldableSync {

    Sync(int permits, boolean fair) {
      super(fair);
      setState(permits);
    }

    /** Takes a permit if there is one, whoever waits. */
    final boolean tryTake() {
      while (true) {
        int free = getState();
        if (free == 0) {
          return false;
        }
        if (compareAndSetState(free, free - 1)) {
          return true;
        }
      }
    }

    @Override
    final boolean tryAtOnce() {
      return mayTry() && tryTake();
    }

    @Override
    final boolean looksFree() {
      return getState() > 0;
    }

    @Override
    protected final int tryAcquireShared(int one) {
      if (looksFree() && tryAtOnce()) {
        passTurn();
        return getState(); // only whether more threads are to be woken, each of which tries for
        // itself
      }
      refused();
      return -1;
    }

    final void acquireOne() throws InterruptedException {
      checkInterrupt();
      if (tryAtOnce() || backOff()) {
        return;
      }
      LockWaitEvent wait = beginWait();
      boolean acquired = false;
      try {
        acquireSharedInterruptibly(1);
        acquired = true;
      } finally {
        endWait(wait, acquired);
      }
    }

    final boolean acquireOne(Duration timeout) throws InterruptedException {
      long nanos = Deadline.toNanos(timeout);
      checkInterrupt();
      if (nanos == 0) {
        return tryTake();
      }
      if (tryAtOnce() || backOff()) {
        return true;
      }
      LockWaitEvent wait = beginWait();
      boolean acquired = false;
      try {
        acquired = tryAcquireSharedNanos(1, nanos);
      } finally {
        endWait(wait, acquired);
      }
      return acquired;
    }

    @Override
    protected final boolean tryReleaseShared(int permits) {
      releasing();
      while (true) {
        int free = getState();
        checkSum(free, permits);
        if (compareAndSetState(free, free + permits)) {
          return true;
        }
      }
    }

    /**
     * Refuses a release.
     *
     * @throws IllegalStateException if there would be more permits than there may be
     */
    void checkSum(int free, int permits) {
      if (free + permits < 0) {
        throw new IllegalStateException(
            "can't release "
                + permits(permits)
                + " to "
                + this
                + ": there would be more than 2^31-1");
      }
    }

    final int permits() {
      return getState();
    }

    @Override
    final void releaseOne() {
      releaseShared(1);
    }

    @Override
    String state() {
      return permits(getState());
    }

    static String permits(int number) {
      return number == 1 ? "1 permit" : number + " permits";
    }

    @Override
    final List<Thread> holders() {
      return List.of(); // permits have none
    }
  }
}
