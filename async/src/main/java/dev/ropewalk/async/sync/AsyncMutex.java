package dev.ropewalk.async.sync;

import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.CancelledError;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A lock for coroutines: one holds it, others that want it are suspended. Python's {@code asyncio.Lock}. It has no owner, so
 * any coroutine or callback of the loop may release it, and it is not reentrant: a coroutine that acquires it twice waits for
 * itself. The rules on loops, threads, order and cancellation are those of the {@linkplain dev.ropewalk.async.sync package}.
 */
public final class AsyncMutex extends LoopBound {
  /*
   * Invariant: if the mutex is free and somebody waits, the first in the line is done, so it will get on, and take the
   * mutex or pass it on. Therefore a newcomer takes a free mutex at once only if the whole line was cancelled.
   */

  private final ArrayDeque<AsyncFuture<@Nullable Void>> line = new ArrayDeque<>();
  private boolean locked;

  /** A mutex that is free. */
  public AsyncMutex() {}

  /**
   * Suspends the calling coroutine until the mutex is free and its turn has come, and takes it; at once, without
   * suspending, if it is free and nobody waits. Python's {@code acquire()}, whose value is always true.
   *
   * @throws CancelledError if the calling task is cancelled; it has not got the mutex then
   * @throws IllegalStateException if it has to wait, and the mutex is bound to another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public void acquire() {
    checkCoroutine("acquire");
    if (!locked && allCancelled(line)) {
      locked = true;
      return;
    }
    AsyncFuture<@Nullable Void> waiter = enqueue(line);
    try {
      var _ = waiter.await();
    } catch (Throwable notToBe) {
      line.remove(waiter);
      if (!locked) {
        wakeFirst(); // it may have been this one's turn
      }
      throw notToBe;
    }
    line.remove(waiter);
    locked = true;
  }

  /**
   * Acquires the mutex and returns the token that releases it: Python's {@code async with lock}. Suspends as {@link
   * #acquire}, and throws what that does.
   */
  public AsyncHold hold() {
    acquire();
    return new AsyncHold(this, this::release);
  }

  /**
   * Frees the mutex and wakes the coroutine that has waited longest. Does not suspend. Python's {@code release()}.
   *
   * @throws IllegalMonitorStateException if the mutex is not locked
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public void release() {
    checkCaller("release");
    if (!locked) {
      throw new IllegalMonitorStateException(
          "release was called on " + this + ", which nobody holds: release once per acquire");
    }
    locked = false;
    wakeFirst();
  }

  private void wakeFirst() {
    AsyncFuture<@Nullable Void> first = line.peek();
    if (first != null) {
      wake(first);
    }
  }

  /** Whether somebody holds it. Python's {@code locked()}. */
  public boolean locked() {
    return locked;
  }

  @Override
  boolean hasWaiters() {
    return !line.isEmpty();
  }

  @Override
  String state() {
    return (locked ? "locked, " : "unlocked, ") + line.size() + " waiting";
  }
}
