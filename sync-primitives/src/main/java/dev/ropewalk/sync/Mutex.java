package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A lock without an owner that one thread at a time gets. Python's {@code threading.Lock}.
 *
 * <p>Not reentrant: a thread that acquires twice waits for another thread to release. Any thread may release, so that a
 * lock can be handed from the thread that acquired it to the one that finishes the work. The price is that the JVM can't
 * know who holds it: neither thread dumps nor the JDK's deadlock detection see a {@code Mutex}. Where one thread acquires
 * and releases, {@link ReentrantMutex} shows up there.
 *
 * <p>Unlike {@code threading.Lock}, waiting is interruptible (Python's main thread runs signal handlers instead), and the
 * negative timeouts that Python gives a meaning are refused.
 *
 * <p>Its conditions, from {@link #newCondition()} or {@link ConditionVariable}, can check only that the mutex is locked,
 * not that the calling thread locked it; neither can Python's. Waiting or signalling without holding it, while another
 * thread does, goes unnoticed and may lose a signal.
 *
 * <p>Not fair. Memory consistency effects: actions before a release, in whichever thread, happen-before actions after the
 * next successful acquire.
 */
public final class Mutex implements ExclusiveLock {
  /*
   * Algorithm: AbstractQueuedSynchronizer in exclusive mode; see Sync. It differs from the mutex of that class's own
   * documentation in that no thread is recorded or checked, and in that a release is a compare-and-set: without an owner
   * two threads may release at once, and just one of them may succeed.
   */

  private final Sync sync = new Sync();

  /** A mutex that is not locked. */
  public Mutex() {}

  @Override
  public void acquire() throws InterruptedException {
    sync.acquireInterruptibly(1);
  }

  @Override
  public boolean acquire(Duration timeout) throws InterruptedException {
    return sync.tryAcquireNanos(1, Deadline.toNanos(timeout));
  }

  /**
   * Unlocks this mutex, whichever thread locked it. Python's {@code release()}.
   *
   * @throws IllegalMonitorStateException if this mutex is not locked
   */
  @Override
  public void release() {
    sync.releaseOne();
  }

  @Override
  public boolean locked() {
    return sync.isLocked();
  }

  @Override
  public Hold hold() throws InterruptedException {
    acquire();
    return new Hold(sync);
  }

  @Override
  public void lock() {
    sync.acquire(1);
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    sync.acquireInterruptibly(1);
  }

  @Override
  public boolean tryLock() {
    return sync.tryAcquire(1);
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return sync.tryAcquireNanos(1, unit.toNanos(time));
  }

  /**
   * The same as {@link #release()}.
   *
   * @throws IllegalMonitorStateException if this mutex is not locked
   */
  @Override
  public void unlock() {
    sync.releaseOne();
  }

  /**
   * A condition of this mutex, under the JDK's contract, except that what it checks is "locked" instead of "locked by the
   * calling thread". {@link ConditionVariable} is Python's form of it.
   */
  @Override
  public Condition newCondition() {
    return sync.newCondition();
  }

  /** Tells whether this mutex is locked and how many threads wait for it. */
  @Override
  public String toString() {
    return sync.toString();
  }

  /**
   * State: 0 unlocked, 1 locked. 0 to 1 by the compare-and-set of tryAcquire, 1 to 0 by that of tryRelease; both have the
   * effects of a volatile read and write, from which the happens-before edge of release and acquire follows.
   *
   * <p>The argument of both is ignored: a condition passes the state that it saved, which is 1. tryRelease answers false
   * instead of throwing, because a condition relies on that to undo its wait when the mutex turns out to be unlocked.
   */
  @SuppressWarnings("serial") // see HoldableSync
  private static final class Sync extends HoldableSync {

    @Override
    protected boolean tryAcquire(int ignored) {
      return compareAndSetState(0, 1);
    }

    @Override
    protected boolean tryRelease(int ignored) {
      return compareAndSetState(1, 0);
    }

    @Override
    protected boolean isHeldExclusively() {
      return isLocked();
    }

    boolean isLocked() {
      return getState() == 1;
    }

    @Override
    void releaseOne() {
      if (!release(1)) {
        throw new IllegalMonitorStateException(
            this + " is not locked, so there is nothing to release: release once per acquire");
      }
    }

    Condition newCondition() {
      return new ConditionObject();
    }

    @Override
    String state() {
      return isLocked() ? "locked" : "unlocked";
    }
  }
}
