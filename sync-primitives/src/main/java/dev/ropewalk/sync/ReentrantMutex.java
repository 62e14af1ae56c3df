package dev.ropewalk.sync;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * <p>A wait on one of its conditions releases all nested acquires and restores them before it returns. Order: as {@link
 * ExclusiveLock} says. Memory consistency effects: actions before the release that frees the mutex happen-before actions
 * after the next successful acquire.
 */
public final class ReentrantMutex implements ExclusiveLock {
  /*
   * Algorithm: AbstractQueuedSynchronizer in exclusive mode, with the order of TurnSync; see Sync. Otherwise as
   * java.util.concurrent.locks.ReentrantLock; that class can't be extended here, since its queue and owner are out of
   * reach for Hold, toString and the messages of errors.
   */

  final Sync sync;

  /** A mutex that no thread owns. */
  public ReentrantMutex() {
    this(false);
  }

  /**
   * A mutex that no thread owns.
   *
   * @param fair whether threads get it strictly in the order in which they began to wait; costs most of the throughput
   *     where many want it
   */
  public ReentrantMutex(boolean fair) {
    sync = new Sync(fair);
  }

  /**
   * Waits until no other thread owns this mutex and takes it, or takes it once more. Python's {@code acquire()}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   * @throws IllegalStateException if the owner acquires for the 2<sup>31</sup>th time; nothing changes
   */
  @Override
  public void acquire() throws InterruptedException {
    sync.lockInterruptibly();
  }

  @Override
  public boolean acquire(Duration timeout) throws InterruptedException {
    return sync.tryLock(timeout);
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

  @Override
  public boolean isFair() {
    return sync.isFair();
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
   * State: how often the owner has acquired, 0 if there is none. 0 to n by the compare-and-set of tryTake; all other
   * changes are the owner's own. The owner field is plain: a thread finds itself in it only if it wrote that itself and
   * has not cleared it, so a stale value of another thread is never mistaken for the calling one.
   *
   * <p>A condition releases and restores all levels at once by passing the state that it saved.
   */
  @SuppressWarnings("serial") // see HoldableSync
  static final class Sync extends ExclusiveSync {

    Sync(boolean fair) {
      super(fair);
    }

    @Override
    boolean tryTake(int levels) {
      return getState() == 0 ? takeFree(levels) : isHeld() && takeAgain(levels);
    }

    @Override
    boolean tryAtOnce(int levels) {
      return getState() == 0 ? mayTry() && takeFree(levels) : isHeld() && takeAgain(levels);
    }

    private boolean takeFree(int levels) {
      if (compareAndSetState(0, levels)) {
        setExclusiveOwnerThread(Thread.currentThread());
        LockOrder.acquired(this);
        return true;
      }
      return false;
    }

    private boolean takeAgain(int levels) {
      int depth = getState() + levels;
      if (depth < 0) {
        throw new IllegalStateException(
            this + " can't be acquired more often: the owner has never released it");
      }
      setState(depth);
      return true;
    }

    @Override
    protected boolean tryRelease(int levels) {
      int depth = getState() - levels; // the caller has checked the owner
      if (depth == 0) {
        releasing();
        LockOrder.releasing(this);
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

    @Override
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

    @Override
    String state() {
      // Racy: between two of its writes it says what was a moment ago.
      Thread owner = getExclusiveOwnerThread();
      return owner == null ? "unlocked" : "locked by " + describe(owner) + ", depth " + getState();
    }

    @Override
    List<Thread> holders() {
      Thread owner = getExclusiveOwnerThread(); // racy, as in state()
      return owner == null ? List.of() : List.of(owner);
    }
  }
}
