package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A lock that its owner may acquire again, and that is free when it was released as often as acquired. Python's {@code
 * threading.RLock}.
 *
 * <p>The thread that acquires it owns it; a release by any other thread is an error. Thread dumps and the JDK's deadlock
 * detection show the owner (of platform threads only: the JVM does not look at virtual ones). At most 2<sup>31</sup>-1
 * nested acquires.
 *
 * <p>Unlike {@code threading.RLock}, waiting is interruptible (Python's main thread runs signal handlers instead), and the
 * negative timeouts that Python gives a meaning are refused. {@link #locked()} is as in Python 3.14; {@link #holdCount()}
 * has no public counterpart there.
 *
 * <p>A wait on one of its conditions releases all nested acquires and restores them before it returns. Not fair. Memory
 * consistency effects: actions before the release that frees the mutex happen-before actions after the next successful
 * acquire.
 */
public final class ReentrantMutex implements ExclusiveLock {
  /*
   * Algorithm: AbstractQueuedSynchronizer in exclusive mode; see Sync. As java.util.concurrent.locks.ReentrantLock without
   * its fair mode; that class can't be extended here, since its queue and owner are out of reach for Hold, toString and
   * the messages of errors.
   */

  private final Sync sync = new Sync();

  /** A mutex that no thread owns. */
  public ReentrantMutex() {}

  /**
   * Waits until no other thread owns this mutex and takes it, or takes it once more. Python's {@code acquire()}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   * @throws IllegalStateException if the owner acquires for the 2<sup>31</sup>th time; nothing changes
   */
  @Override
  public void acquire() throws InterruptedException {
    sync.acquireInterruptibly(1);
  }

  @Override
  public boolean acquire(Duration timeout) throws InterruptedException {
    return sync.tryAcquireNanos(1, Deadline.toNanos(timeout));
  }

  /**
   * Undoes one acquire of the calling thread; the last one frees the mutex. Python's {@code release()}.
   *
   * @throws IllegalMonitorStateException if the calling thread does not own this mutex
   */
  @Override
  public void release() {
    sync.releaseOne();
  }

  @Override
  public boolean locked() {
    return sync.isLocked();
  }

  /** Whether the calling thread owns this mutex. */
  public boolean isHeldByCurrentThread() {
    return sync.isHeld();
  }

  /** How many releases the calling thread owes; 0 if it does not own this mutex. */
  public int holdCount() {
    return sync.holdCount();
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
   * @throws IllegalMonitorStateException if the calling thread does not own this mutex
   */
  @Override
  public void unlock() {
    sync.releaseOne();
  }

  /** A condition of this mutex, under the JDK's contract. {@link ConditionVariable} is Python's form of it. */
  @Override
  public Condition newCondition() {
    return sync.newCondition();
  }

  /** Tells who owns this mutex, how deep, and how many threads wait for it. */
  @Override
  public String toString() {
    return sync.toString();
  }

  /**
   * State: how often the owner has acquired, 0 if there is none. 0 to n by the compare-and-set of tryAcquire; all other
   * changes are the owner's own. The owner field is plain: a thread finds itself in it only if it wrote that itself and
   * has not cleared it, so a stale value of another thread is never mistaken for the calling one.
   *
   * <p>A condition releases and restores all levels at once by passing the state that it saved.
   */
  @SuppressWarnings("serial") // see HoldableSync
  private static final class Sync extends HoldableSync {

    @Override
    protected boolean tryAcquire(int levels) {
      if (isHeld()) {
        int depth = getState() + levels;
        if (depth < 0) {
          throw new IllegalStateException(
              this + " can't be acquired more often: the owner has never released it");
        }
        setState(depth);
        return true;
      }
      if (compareAndSetState(0, levels)) {
        setExclusiveOwnerThread(Thread.currentThread());
        return true;
      }
      return false;
    }

    @Override
    protected boolean tryRelease(int levels) {
      int depth = getState() - levels; // the caller has checked the owner
      if (depth == 0) {
        setExclusiveOwnerThread(null);
      }
      setState(depth);
      return depth == 0;
    }

    @Override
    protected boolean isHeldExclusively() {
      return isHeld();
    }

    boolean isHeld() {
      return getExclusiveOwnerThread() == Thread.currentThread();
    }

    boolean isLocked() {
      return getState() != 0;
    }

    int holdCount() {
      return isHeld() ? getState() : 0;
    }

    @Override
    void checkReleaser() {
      if (!isHeld()) {
        throw new IllegalMonitorStateException(
            this
                + " can't be released by "
                + describe(Thread.currentThread())
                + ": only the thread that acquired it may release it, once per acquire");
      }
    }

    @Override
    void releaseOne() {
      checkReleaser();
      release(1);
    }

    Condition newCondition() {
      return new ConditionObject();
    }

    @Override
    String state() {
      // Racy: between two of its writes it says what was a moment ago.
      Thread owner = getExclusiveOwnerThread();
      return owner == null ? "unlocked" : "locked by " + describe(owner) + ", depth " + getState();
    }

    private static String describe(Thread thread) {
      return "thread #" + thread.threadId() + " \"" + thread.getName() + "\"";
    }
  }
}
