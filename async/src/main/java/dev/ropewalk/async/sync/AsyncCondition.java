package dev.ropewalk.async.sync;

import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.CancelledError;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets coroutines that hold a lock wait until others have changed what it guards. Python's {@code asyncio.Condition}. {@link
 * #await} may return without a signal that was meant for it, so wait for a predicate: {@link #awaitUntil}. The lock is an
 * {@link AsyncMutex}, its own or a given one. The rules on loops, threads, order and cancellation are those of the {@linkplain
 * dev.ropewalk.async.sync package}.
 */
public final class AsyncCondition extends LoopBound {

  private final AsyncMutex lock;
  private final ArrayDeque<AsyncFuture<@Nullable Void>> line = new ArrayDeque<>();

  /** A condition with a lock of its own. */
  public AsyncCondition() {
    this(new AsyncMutex());
  }

  /** A condition over this lock, which several conditions may share. */
  public AsyncCondition(AsyncMutex lock) {
    this.lock = Objects.requireNonNull(lock, "lock");
  }

  /** Acquires the lock, as {@link AsyncMutex#acquire}. Python's {@code acquire()}. */
  public void acquire() {
    lock.acquire();
  }

  /** Acquires the lock, as {@link AsyncMutex#hold}: Python's {@code async with condition}. */
  public AsyncHold hold() {
    return lock.hold();
  }

  /** Releases the lock, as {@link AsyncMutex#release}. Python's {@code release()}. */
  public void release() {
    lock.release();
  }

  /** Whether somebody holds the lock. Python's {@code locked()}. */
  public boolean locked() {
    return lock.locked();
  }

  /**
   * Releases the lock, suspends the calling coroutine until it is signalled, and acquires the lock again. Python's {@code
   * wait()}, whose value is always true.
   *
   * <p>The caller holds the lock when this returns, and also when it throws {@link CancelledError}: a cancellation is
   * delivered only once the lock is acquired again, however often it is repeated meanwhile, and a signal that had reached
   * this coroutine goes to another one.
   *
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalMonitorStateException if nobody holds the lock
   * @throws IllegalStateException if the condition is bound to another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public void await() {
    checkCoroutine("await");
    checkLocked("await");
    bind(); // before the lock is given up
    lock.release();
    AsyncFuture<@Nullable Void> waiter = enqueue(line);
    try {
      try {
        var _ = waiter.await();
      } finally {
        line.remove(waiter);
        reacquire();
      }
    } catch (Throwable notToBe) {
      wake(line, 1); // the signal may have been this one's
      throw notToBe;
    }
  }

  /** Acquires the lock, however often that is cancelled, and throws the last cancellation then. */
  private void reacquire() {
    CancelledError last = null;
    while (true) {
      try {
        lock.acquire();
        break;
      } catch (CancelledError error) {
        last = error;
      }
    }
    if (last != null) {
      throw last;
    }
  }

  /**
   * Waits until the predicate holds: tests it and, as long as it is false, waits as {@link #await} does. Returns at once,
   * and needs no lock, if it holds to begin with. Python's {@code wait_for()}; a failure of the predicate comes out, with the
   * lock held.
   *
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalMonitorStateException if it has to wait, and nobody holds the lock
   * @throws IllegalStateException if it has to wait, and the condition is bound to another loop
   * @throws WrongThreadException if it has to wait, and the caller is not a coroutine
   */
  public void awaitUntil(BooleanSupplier predicate) {
    while (!predicate.getAsBoolean()) {
      await();
    }
  }

  /** Wakes the coroutine that has waited longest, if any: {@code signal(1)}. Python's {@code notify()}. */
  public void signal() {
    signal(1);
  }

  /**
   * Wakes the {@code n} coroutines that have waited longest, or all if fewer wait. They get on one after the other, once the
   * lock is released: this does not release it. Python's {@code notify(n)}, which takes a negative number for zero.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   * @throws IllegalMonitorStateException if nobody holds the lock
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public void signal(int n) {
    if (n < 0) {
      throw new IllegalArgumentException(
          "can't signal " + n + " coroutines of " + this + ": use zero or more, or signalAll()");
    }
    checkCaller("signal");
    checkLocked("signal");
    wake(line, n);
  }

  /** Wakes all coroutines that wait; otherwise as {@link #signal(int)}. Python's {@code notify_all()}. */
  public void signalAll() {
    signal(line.size());
  }

  private void checkLocked(String what) {
    if (!lock.locked()) {
      throw new IllegalMonitorStateException(
          what + " was called on " + this + ", whose lock nobody holds: acquire it first");
    }
  }

  @Override
  boolean hasWaiters() {
    return !line.isEmpty();
  }

  @Override
  String state() {
    return (locked() ? "locked, " : "unlocked, ") + line.size() + " waiting";
  }
}
