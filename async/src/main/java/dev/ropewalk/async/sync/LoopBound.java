package dev.ropewalk.async.sync;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.EventLoop;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What belongs to the loop on which somebody first had to wait for it. */
abstract class LoopBound {
  /*
   * Everything in these classes is touched by one coroutine or callback at a time, the holder of the loop's turn, and is
   * plain. The field here is volatile for those who are refused: they look from other threads.
   *
   * A waiter is a future that has not been removed from the line yet. It is, in this order: waiting; done, because it was
   * chosen or because its task was cancelled; removed, when its coroutine gets on. A chosen one may be cancelled in between:
   * then its coroutine is told by a CancelledError although the future has a value, and hands on what it was chosen for.
   */

  private volatile @Nullable EventLoop loop;

  /** Whether somebody waits here who must be woken on the right thread. */
  abstract boolean hasWaiters();

  /** What is in the brackets of {@link #toString}. */
  abstract String state();

  /** Throws unless the caller is a coroutine. */
  static void checkCoroutine(String what) {
    if (Async.currentTask().isEmpty()) {
      throw new WrongThreadException(
          what + " was called in a callback, which can't wait: let the callback create a task");
    }
  }

  /** Throws on a thread that may not change this. */
  final void checkCaller(String what) {
    EventLoop bound = loop;
    if (bound == null || bound.isCurrent() || bound.isClosed()) {
      return;
    }
    if (hasWaiters() || !runsALoop()) {
      throw new WrongThreadException(
          "%s of %s was called on %s, which is not running a coroutine or callback of %s: hand it over with callSoonThreadsafe"
              .formatted(what, this, Thread.currentThread(), bound));
    }
  }

  private static boolean runsALoop() {
    try {
      EventLoop.running();
      return true;
    } catch (WrongThreadException e) {
      return false;
    }
  }

  /** Binds this to the caller's loop, or throws if it is bound to another one. */
  final void bind() {
    EventLoop running = EventLoop.running();
    EventLoop bound = loop;
    if (bound == null) {
      loop = running;
    } else if (bound != running) {
      throw new IllegalStateException(
          "%s is bound to a different event loop: it is waited for on %s and can't be on %s"
              .formatted(this, bound, running));
    }
  }

  /** A new waiter at the end of the line. */
  final AsyncFuture<@Nullable Void> enqueue(ArrayDeque<AsyncFuture<@Nullable Void>> line) {
    bind();
    AsyncFuture<@Nullable Void> waiter = new AsyncFuture<>(this);
    line.add(waiter);
    return waiter;
  }

  /** Wakes a waiter that has not been chosen or cancelled; false otherwise. */
  static boolean wake(AsyncFuture<@Nullable Void> waiter) {
    if (waiter.isDone()) {
      return false;
    }
    waiter.setResult(null);
    return true;
  }

  /** Wakes the first one in the line that has not been chosen or cancelled; false if there is none. */
  static boolean wakeNext(Iterable<AsyncFuture<@Nullable Void>> line) {
    for (AsyncFuture<@Nullable Void> waiter : line) {
      if (wake(waiter)) {
        return true;
      }
    }
    return false;
  }

  /** Wakes the first waiters of the line that have not been chosen or cancelled. */
  static void wake(Iterable<AsyncFuture<@Nullable Void>> line, int atMost) {
    Iterator<AsyncFuture<@Nullable Void>> waiters = line.iterator();
    for (int left = atMost; left > 0 && waiters.hasNext(); ) {
      if (wake(waiters.next())) {
        left--;
      }
    }
  }

  /** Whether all in the line were cancelled and have yet to leave. */
  static boolean allCancelled(Iterable<AsyncFuture<@Nullable Void>> line) {
    for (AsyncFuture<@Nullable Void> waiter : line) {
      if (!waiter.isCancelled()) {
        return false;
      }
    }
    return true;
  }

  /** Which one it is, and its state. */
  @Override
  public final String toString() {
    return "%s@%x[%s]"
        .formatted(getClass().getSimpleName(), System.identityHashCode(this), state());
  }
}
