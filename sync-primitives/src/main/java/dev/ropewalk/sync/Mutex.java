package dev.ropewalk.sync;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;

/**
 * A lock without an owner that one thread at a time gets. Python's {@code threading.Lock}.
 *
 * <p>Not reentrant: a thread that acquires twice waits for another thread to release. Any thread may release, so that a
 * lock can be handed from the thread that acquired it to the one that finishes the work. The price is that the JVM can't
 * know who holds it: neither thread dumps nor the JDK's deadlock detection see a {@code Mutex}, and {@link LockTable} sees
 * its holder only while {@link LockOrder} is checked. Where one thread acquires and releases, {@link ReentrantMutex} shows
 * up everywhere.
 *
 * <p>Unlike {@code threading.Lock}, waiting is interruptible (Python's main thread runs signal handlers instead), and the
 * negative timeouts that Python gives a meaning are refused.
 *
 * <p>Its conditions, from {@link #newCondition()} or {@link ConditionVariable}, can check only that the mutex is locked,
 * not that the calling thread locked it; neither can Python's. Waiting or signalling without holding it, while another
 * thread does, goes unnoticed and may lose a signal.
 *
 * <p>Order: as {@link ExclusiveLock} says. Memory consistency effects: actions before a release, in whichever thread,
 * happen-before actions after the next successful acquire.
 */
public final class Mutex implements ExclusiveLock {
  /*
   * Algorithm: AbstractQueuedSynchronizer in exclusive mode, with the order of TurnSync; see Sync. It differs from the
   * mutex of that class's own documentation in that no thread is recorded or checked, and in that a release is a
   * compare-and-set: without an owner two threads may release at once, and just one of them may succeed.
   */

  private final Sync sync;

  /** A mutex that is not locked. */
  public Mutex() {
    this(false);
  }

  /**
   * A mutex that is not locked.
   *
   * @param fair whether threads get it strictly in the order in which they began to wait; costs most of the throughput
   *     where many want it
   */
  public Mutex(boolean fair) {
    sync = new Sync(fair);
  }

  @Override
  public void acquire() throws InterruptedException {
    sync.lockInterruptibly();
  }

  @Override
  public boolean acquire(Duration timeout) throws InterruptedException {
    return sync.tryLock(timeout);
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
  public boolean isFair() {
    return sync.isFair();
  }

  @Override
  public Hold hold() throws InterruptedException {
    return sync.hold();
  }

  @Override
  public Hold hold(Duration timeout) throws InterruptedException, TimeoutException {
    return sync.hold(timeout);
  }

  @Override
  public void lock() {
    sync.lock();
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    sync.lockInterruptibly();
  }

  @Override
  public boolean tryLock() {
    return sync.tryTake(1);
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return sync.tryLock(time, unit);
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
   * State: 0 unlocked, 1 locked. 0 to 1 by the compare-and-set of tryTake, 1 to 0 by that of tryRelease; both have the
   * effects of a volatile read and write, from which the happens-before edge of release and acquire follows.
   *
   * <p>The argument of both is ignored: a condition passes the state that it saved, which is 1. tryRelease answers false
   * instead of throwing, because a condition relies on that to undo its wait when the mutex turns out to be unlocked.
   */
  @SuppressWarnings("serial") // see HoldableSync
  private static final class Sync extends ExclusiveSync {

    Sync(boolean fair) {
      super(fair);
    }

    @Override
    boolean tryTake(int ignored) {
      if (compareAndSetState(0, 1)) {
        LockOrder.acquired(this);
        return true;
      }
      return false;
    }

    @Override
    boolean tryAtOnce(int ignored) {
      return mayTry() && tryTake(1);
    }

    @Override
    protected boolean tryRelease(int ignored) {
      releasing();
      LockOrder.releasing(this);
      return compareAndSetState(1, 0);
    }

    @Override
    protected boolean isHeldExclusively() {
      return isLocked();
    }

    @Override
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

    @Override
    String state() {
      return isLocked() ? "locked" : "unlocked";
    }

    @Override
    List<Thread> holders() {
      return isLocked() ? LockOrder.holders(this) : List.of();
    }
  }
}
