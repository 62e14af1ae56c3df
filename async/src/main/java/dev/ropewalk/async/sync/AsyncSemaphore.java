package dev.ropewalk.async.sync;

import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.CancelledError;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits that coroutines take and give back; one that finds none is suspended. Python's {@code
 * asyncio.Semaphore}. Permits have no owner, and their number may rise above the one it started with: {@link
 * AsyncBoundedSemaphore} refuses that. The rules on loops, threads, order and cancellation are those of the {@linkplain
 * dev.ropewalk.async.sync package}.
 */
public sealed class AsyncSemaphore extends LoopBound permits AsyncBoundedSemaphore {
  /*
   * A waiter is given its permit when it is chosen: free counts only those that nobody has been chosen for. A waiter that
   * finds itself cancelled after it was chosen gives its permit back. Invariant between steps: if free is positive, then
   * nobody waits, but for waiters that are done and have not got on yet; each of these wakes more as it leaves.
   */

  private final ArrayDeque<AsyncFuture<@Nullable Void>> line = new ArrayDeque<>();
  private int free;

  /** A semaphore with one permit, as {@code Semaphore()}. */
  public AsyncSemaphore() {
    this(1);
  }

  /**
   * A semaphore with this many permits to begin with.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public AsyncSemaphore(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException(
          "a semaphore can't start with " + permits + " permits: use zero or more");
    }
    free = permits;
  }

  /**
   * Suspends the calling coroutine until there is a permit for it, and takes it; at once, without suspending, if one is
   * free and nobody waits. Python's {@code acquire()}, whose value is always true.
   *
   * @throws CancelledError if the calling task is cancelled; it has no permit then
   * @throws IllegalStateException if it has to wait, and the semaphore is bound to another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public final void acquire() {
    checkCoroutine("acquire");
    if (!locked()) {
      free--;
      return;
    }
    AsyncFuture<@Nullable Void> waiter = enqueue(line);
    boolean acquired = false;
    try {
      var _ = waiter.await();
      acquired = true;
    } finally {
      line.remove(waiter);
      if (!acquired && waiter.isDone() && !waiter.isCancelled()) {
        free++; // it had been chosen
      }
      while (free > 0 && wakeOne()) {} // those who had to line up behind this one
    }
  }

  /**
   * Acquires a permit and returns the token that gives it back: Python's {@code async with semaphore}. Suspends as {@link
   * #acquire}, and throws what that does.
   */
  public final AsyncHold hold() {
    acquire();
    return new AsyncHold(this, this::release);
  }

  /**
   * Adds one permit, which goes to the coroutine that has waited longest. Does not suspend. Python's {@code release()}.
   *
   * @throws IllegalStateException if there are as many permits already as there may be; nothing changes
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public final void release() {
    checkCaller("release");
    if (free >= mostPermits()) {
      throw new IllegalStateException(
          "release was called on %s once too often: there may be %d permits"
              .formatted(this, mostPermits()));
    }
    free++;
    wakeOne();
  }

  int mostPermits() {
    return Integer.MAX_VALUE;
  }

  private boolean wakeOne() {
    if (!wakeNext(line)) {
      return false;
    }
    free--;
    return true;
  }

  /**
   * Whether {@link #acquire} would have to wait: because there is no permit, or because others come first. Python's {@code
   * locked()}.
   */
  public final boolean locked() {
    return free == 0 || !allCancelled(line);
  }

  /** How many permits are free, and nobody has been chosen for. */
  public final int permits() {
    return free;
  }

  @Override
  final boolean hasWaiters() {
    return !line.isEmpty();
  }

  @Override
  final String state() {
    return (locked() ? "locked, " : "unlocked, ") + free + " free, " + line.size() + " waiting";
  }
}
