package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Deadline;
import dev.ropewalk.threads.internal.Recordings;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads that hold a lock wait until another thread that held it tells them that something changed. Python's {@code
 * threading.Condition}.
 *
 * <p>It stands over a {@link Mutex} or {@link ReentrantMutex}, a new {@code ReentrantMutex} unless one is given; several
 * condition variables may share one. All waits and signals need the lock to be held, otherwise they throw {@link
 * IllegalMonitorStateException} and do nothing. A {@code ReentrantMutex} must be held by the calling thread; of a {@code
 * Mutex} only "locked" can be checked, as in Python.
 *
 * <p>A wait releases the lock, all levels of a {@code ReentrantMutex} at once, and takes it back, to the same depth, before
 * it returns or throws, however long that takes. The plain waits may return without a signal, so call them in a loop, or
 * use {@link #awaitUntil(BooleanSupplier)}, which loops. A signal wakes no thread that begins to wait later, and is never
 * lost on a thread that gives up: one that timed out or was interrupted before the signal leaves it to another, one that
 * was signalled first returns normally.
 *
 * <p>Unlike {@code threading.Condition}, waiting is interruptible: all waits and {@code hold} throw {@link
 * InterruptedException} when the calling thread is interrupted on entry or while it waits. Negative timeouts, which Python
 * takes for zero, are refused. {@code wait}, {@code notify} and {@code notifyAll} are taken by {@link Object}, so the
 * methods are named as in {@link Condition}.
 *
 * <p>Signalled threads are woken longest waiting first, but have to get the lock like any other thread. Memory consistency
 * effects: those of the lock.
 */
public final class ConditionVariable {
  /*
   * Algorithm: a condition of the lock's own AbstractQueuedSynchronizer, which moves a signalled thread from the
   * condition's queue to that of the lock; one atomic change of its node decides whether it was signalled or gave up.
   *
   * waiting: counted up before a thread joins the condition's queue and down after it has left, always by that thread with
   * the lock held, so for a thread that holds the lock it is never less than the length of that queue; signal(n) relies on
   * this. It may be more, by threads that were signalled or gave up and wait for the lock. Atomic, because toString reads
   * it without the lock, and because holding a Mutex can't be enforced.
   */

  private static final VarHandle WAITING =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "waiting", VarHandle.class, ConditionVariable.class, int.class);

  private final ExclusiveLock lock;
  private final Condition condition;
  private volatile int waiting; // changed by WAITING only

  /** A condition variable over a {@link ReentrantMutex} of its own. */
  public ConditionVariable() {
    this(new ReentrantMutex());
  }

  /** A condition variable over this lock. */
  public ConditionVariable(ExclusiveLock lock) {
    this.lock = lock;
    this.condition = lock.newCondition();
  }

  /**
   * Acquires the lock. Python's {@code acquire()}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public void acquire() throws InterruptedException {
    lock.acquire();
  }

  /**
   * Acquires the lock if it becomes free in time. Python's {@code acquire(timeout=...)}.
   *
   * @return whether the lock was taken
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public boolean acquire(Duration timeout) throws InterruptedException {
    return lock.acquire(timeout);
  }

  /**
   * Releases the lock. Python's {@code release()}.
   *
   * @throws IllegalMonitorStateException if the calling thread may not release it
   */
  public void release() {
    lock.release();
  }

  /** Whether any thread holds the lock at the moment. Python's {@code locked()}, new in 3.14. */
  public boolean locked() {
    return lock.locked();
  }

  /**
   * Acquires the lock and returns the token that releases it: Python's {@code with condition}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public Hold hold() throws InterruptedException {
    return lock.hold();
  }

  /**
   * Acquires the lock and returns the token that releases it. Python has no {@code with} that gives up.
   *
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   * @throws TimeoutException if the lock did not become free in time
   */
  public Hold hold(Duration timeout) throws InterruptedException, TimeoutException {
    return lock.hold(timeout);
  }

  /**
   * Releases the lock, waits for a signal, and takes the lock back. Python's {@code wait()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   * @throws InterruptedException if interrupted on entry or before a signal; the lock is held again
   */
  public void await() throws InterruptedException {
    checkHeld("wait on");
    awaitSignal();
  }

  /**
   * Releases the lock, waits for a signal or until the time is over, and takes the lock back. Python's {@code
   * wait(timeout)}. A timeout of zero does not wait for a signal, but still lets other threads have the lock.
   *
   * @return false if the time ran out before a signal came
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalMonitorStateException if the lock is not held
   * @throws InterruptedException if interrupted on entry or before a signal; the lock is held again
   */
  public boolean await(Duration timeout) throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    checkHeld("wait on");
    return awaitSignal(nanos);
  }

  /**
   * Waits, with the lock released, until the predicate holds; returns at once if it does already. Python's {@code
   * wait_for(predicate)}.
   *
   * @param predicate called with the lock held, on entry and after each signal; what it throws is thrown here
   * @throws IllegalMonitorStateException if the lock is not held (also if the predicate holds; Python doesn't check then)
   * @throws InterruptedException if interrupted on entry or while waiting; the lock is held again
   */
  public void awaitUntil(BooleanSupplier predicate) throws InterruptedException {
    checkHeld("wait on");
    checkInterrupt();
    while (!predicate.getAsBoolean()) {
      awaitSignal();
    }
  }

  /**
   * Waits, with the lock released, until the predicate holds or the time is over. Python's {@code wait_for(predicate,
   * timeout)}. The time is fixed on entry: signals after which the predicate does not hold don't extend it. A timeout of
   * zero asks the predicate once and keeps the lock; Python would release it and ask again.
   *
   * @param predicate called with the lock held, on entry, after each signal and when the time is over; what it throws is
   *     thrown here
   * @return what the predicate said last
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalMonitorStateException if the lock is not held (also if the predicate holds; Python doesn't check then)
   * @throws InterruptedException if interrupted on entry or while waiting; the lock is held again
   */
  public boolean awaitUntil(BooleanSupplier predicate, Duration timeout)
      throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    checkHeld("wait on");
    checkInterrupt();
    while (!predicate.getAsBoolean()) {
      long nanos = deadline.remainingNanos();
      if (nanos <= 0) {
        return false;
      }
      awaitSignal(nanos);
    }
    return true;
  }

  /**
   * Wakes the thread that has waited longest, if any waits. Python's {@code notify()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   */
  public void signal() {
    checkHeld("signal");
    condition.signal();
  }

  /**
   * Wakes the {@code n} threads that have waited longest, or all if fewer wait; none if zero. Python's {@code notify(n)},
   * which takes a negative number for zero.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   * @throws IllegalMonitorStateException if the lock is not held
   */
  public void signal(int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          "can't signal " + n + " threads of " + this + ": use zero or more, or signalAll()");
    }
    checkHeld("signal");
    for (int left = Math.min(n, waiting); left > 0; left--) {
      condition.signal();
    }
  }

  /**
   * Wakes all threads that wait. Python's {@code notify_all()}.
   *
   * @throws IllegalMonitorStateException if the lock is not held
   */
  public void signalAll() {
    checkHeld("signal");
    condition.signalAll();
  }

  /** Tells how many threads are in a wait, those on their way out included, and the state of the lock. */
  @Override
  public String toString() {
    return Identity.of(this) + "[" + waiting + " waiting, " + lock + "]";
  }

  private void checkHeld(String action) {
    // Not a switch over the types: its first use costs longer than a short timeout.
    boolean held =
        lock instanceof ReentrantMutex mutex ? mutex.isHeldByCurrentThread() : lock.locked();
    if (!held) {
      throw new IllegalMonitorStateException(
          "can't " + action + " " + this + " without its lock: acquire it first, with hold()");
    }
  }

  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // looping is for the caller, who knows the predicate
  private void awaitSignal() throws InterruptedException {
    SignalWaitEvent wait = beginWait();
    boolean signalled = false;
    try {
      condition.await();
      signalled = true;
    } finally {
      endWait(wait, signalled);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // looping is for the caller, who knows the predicate
  private boolean awaitSignal(long nanos) throws InterruptedException {
    SignalWaitEvent wait = beginWait();
    boolean signalled = false;
    try {
      signalled = condition.await(nanos, TimeUnit.NANOSECONDS);
    } finally {
      endWait(wait, signalled);
    }
    return signalled;
  }

  private @Nullable SignalWaitEvent beginWait() {
    SignalWaitEvent wait = Recordings.any() ? SignalWaitEvent.begun() : null;
    WAITING.getAndAdd(this, 1);
    return wait;
  }

  private void endWait(@Nullable SignalWaitEvent wait, boolean signalled) {
    WAITING.getAndAdd(this, -1);
    if (wait != null) {
      wait.ended(this, signalled);
    }
  }
}
