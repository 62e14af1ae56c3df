package dev.ropewalk.async.sync;

import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.CancelledError;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A flag that coroutines wait for. Python's {@code asyncio.Event}. Whoever waits when it is set gets on, also if it is cleared
 * right after. The rules on loops, threads and cancellation are those of the {@linkplain dev.ropewalk.async.sync package}.
 */
public final class AsyncEvent extends LoopBound {

  private final ArrayDeque<AsyncFuture<@Nullable Void>> line = new ArrayDeque<>();
  private boolean set;

  /** An event that is not set. */
  public AsyncEvent() {}

  /**
   * Suspends the calling coroutine until the event is set; returns at once, without suspending, if it is. Python's {@code
   * wait()}, whose value is always true.
   *
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalStateException if it has to wait, and the event is bound to another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public void await() {
    checkCoroutine("await");
    if (set) {
      return;
    }
    AsyncFuture<@Nullable Void> waiter = enqueue(line);
    try {
      var _ = waiter.await();
    } finally {
      line.remove(waiter);
    }
  }

  /**
   * Sets the event and wakes all who wait, in the order in which they came. Python's {@code set()}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public void set() {
    checkCaller("set");
    if (!set) {
      set = true;
      line.forEach(LoopBound::wake);
    }
  }

  /**
   * Makes it be not set; those who were woken get on all the same. Python's {@code clear()}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public void clear() {
    checkCaller("clear");
    set = false;
  }

  /** Whether it is set. Python's {@code is_set()}. */
  public boolean isSet() {
    return set;
  }

  @Override
  boolean hasWaiters() {
    return !line.isEmpty();
  }

  @Override
  String state() {
    return (set ? "set, " : "not set, ") + line.size() + " waiting";
  }
}
