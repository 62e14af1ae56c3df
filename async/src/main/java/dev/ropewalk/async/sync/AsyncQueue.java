package dev.ropewalk.async.sync;

import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.sync.queue.QueueShutDownException;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A first-in-first-out queue between coroutines. Python's {@code asyncio.Queue}. A producer is suspended by {@link #put} while
 * the queue is full, a consumer by {@link #take} while it is empty. Since nothing else runs between two suspensions, what {@link
 * #size} says is true until the caller suspends. The rules on loops, threads and cancellation are those of the {@linkplain
 * dev.ropewalk.async.sync package}.
 *
 * <p>Methods that do not wait come in the two forms of {@link java.util.concurrent.BlockingQueue}: {@link #add} and {@link
 * #remove} throw where Python raises {@code QueueFull} and {@code QueueEmpty}, {@link #offer} and {@link #poll} say it by
 * their result. Items are not null.
 *
 * @param <E> the type of the items
 */
public sealed class AsyncQueue<E> extends LoopBound permits AsyncLifoQueue, AsyncPriorityQueue {
  /*
   * A putter or taker that is woken has been given nothing: it looks again, and lines up at the end if another was
   * quicker, as in CPython. Each insertion wakes one taker, each removal one putter, and a woken one that was cancelled and
   * leaves an item or room behind wakes the next. So whenever nothing more is to run, nobody waits for what is there.
   */

  private final Queue<E> items;
  private final int capacity;
  private final ArrayDeque<AsyncFuture<@Nullable Void>> takers = new ArrayDeque<>();
  private final ArrayDeque<AsyncFuture<@Nullable Void>> putters = new ArrayDeque<>();
  private final AsyncEvent finished = new AsyncEvent();
  private long unfinished;
  private boolean shutdown;

  /** An unbounded queue. */
  public AsyncQueue() {
    this(Integer.MAX_VALUE);
  }

  /**
   * A queue for at most this many items; {@link Integer#MAX_VALUE} counts as unbounded.
   *
   * @throws IllegalArgumentException if the capacity is less than one
   */
  public AsyncQueue(int capacity) {
    this(capacity, new ArrayDeque<>());
  }

  AsyncQueue(int capacity, Queue<E> items) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "a queue can't have the capacity "
              + capacity
              + ": use one or more, or the constructor without a capacity for an unbounded queue");
    }
    this.capacity = capacity;
    this.items = items;
    finished.set();
  }

  /**
   * Inserts the item; suspends the calling coroutine while the queue is full. Python's {@code put}.
   *
   * @throws CancelledError if the calling task is cancelled while it waits; the item is not inserted
   * @throws QueueShutDownException if the queue was shut down
   * @throws IllegalStateException if it has to wait, and the queue is bound to another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public final void put(E item) {
    Objects.requireNonNull(item, "item");
    checkCoroutine("put");
    while (isFull()) {
      checkOpen("put");
      lineUp(putters, true);
    }
    checkOpen("put");
    insert(item);
  }

  /**
   * Removes the next item and returns it; suspends the calling coroutine while the queue is empty. Python's {@code get}.
   *
   * @throws CancelledError if the calling task is cancelled while it waits; no item is lost
   * @throws QueueShutDownException if the queue was shut down and is empty
   * @throws IllegalStateException if it has to wait, and the queue is bound to another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public final E take() {
    checkCoroutine("take");
    E item;
    while ((item = removeFirst()) == null) {
      checkOpen("take");
      lineUp(takers, false);
    }
    return item;
  }

  /** Waits until woken: for room, or else for an item. */
  private void lineUp(ArrayDeque<AsyncFuture<@Nullable Void>> line, boolean forRoom) {
    AsyncFuture<@Nullable Void> waiter = enqueue(line);
    try {
      var _ = waiter.await();
    } catch (Throwable notToBe) {
      waiter.cancel();
      line.remove(waiter);
      if (!waiter.isCancelled() && !(forRoom ? isFull() : isEmpty())) {
        wakeFirst(line); // it had been woken
      }
      throw notToBe;
    }
  }

  /** Wakes the first one in the line that has not been cancelled, and lets it leave the line. */
  private static void wakeFirst(ArrayDeque<AsyncFuture<@Nullable Void>> line) {
    AsyncFuture<@Nullable Void> waiter;
    while ((waiter = line.poll()) != null && !wake(waiter)) {}
  }

  private void insert(E item) {
    if (!items.add(item)) {
      throw new IllegalStateException(this + " did not take an item for which it has room");
    }
    unfinished++;
    finished.clear();
    wakeFirst(takers);
  }

  private @Nullable E removeFirst() {
    E item = items.poll();
    if (item != null) {
      wakeFirst(putters);
    }
    return item;
  }

  private void checkOpen(String what) {
    if (shutdown) {
      throw new QueueShutDownException(what + " was called on " + this);
    }
  }

  /**
   * Inserts the item without waiting. Python's {@code put_nowait}.
   *
   * @throws IllegalStateException if the queue is full, as Python raises {@code QueueFull}; the item is not inserted
   * @throws QueueShutDownException if the queue was shut down
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public final void add(E item) {
    if (!tryInsert("add", item)) {
      throw new IllegalStateException(
          this + " is full: put() waits for room, offer() returns false instead");
    }
  }

  /**
   * Inserts the item if there is room.
   *
   * @return false if the queue is full, and the item is not inserted
   * @throws QueueShutDownException if the queue was shut down
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public final boolean offer(E item) {
    return tryInsert("offer", item);
  }

  private boolean tryInsert(String what, E item) {
    Objects.requireNonNull(item, "item");
    checkCaller(what);
    checkOpen(what);
    if (isFull()) {
      return false;
    }
    insert(item);
    return true;
  }

  /**
   * Removes the next item and returns it, without waiting. Python's {@code get_nowait}.
   *
   * @throws NoSuchElementException if the queue is empty, as Python raises {@code QueueEmpty}
   * @throws QueueShutDownException if the queue was shut down and is empty
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public final E remove() {
    E item = tryRemove("remove");
    if (item == null) {
      throw new NoSuchElementException(
          this + " is empty: take() waits for an item, poll() returns null instead");
    }
    return item;
  }

  /**
   * Removes the next item and returns it, or null if there is none.
   *
   * @throws QueueShutDownException if the queue was shut down and is empty
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public final @Nullable E poll() {
    return tryRemove("poll");
  }

  private @Nullable E tryRemove(String what) {
    checkCaller(what);
    E item = removeFirst();
    if (item == null) {
      checkOpen(what);
    }
    return item;
  }

  /**
   * Declares the work on one item done; a consumer calls it once for each item that it took. Python's {@code task_done()}.
   *
   * @throws IllegalStateException if no item is unfinished; nothing changes
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public final void taskDone() {
    checkCaller("taskDone");
    if (unfinished == 0) {
      throw new IllegalStateException(
          "taskDone() called too often on " + this + ": call it once per item taken");
    }
    if (--unfinished == 0) {
      finished.set();
    }
  }

  /**
   * Suspends the calling coroutine until every inserted item was declared done; returns at once if that is so. Python's
   * {@code join()}. A shutdown does not end the wait by itself: items that were taken still have to be done.
   *
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalStateException if it has to wait, and others wait for the same on another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public final void join() {
    finished.await();
  }

  /** Lets no more items in; those that are there can be taken: {@code shutdown(false)}. Python's {@code shutdown()}. */
  public final void shutdown() {
    shutdown(false);
  }

  /**
   * Lets no more items in; if {@code immediate}, also drops the items that are there and counts each of them done, which may
   * let {@link #join} return. All who wait to insert, and those who wait to remove and find nothing, get a {@link
   * QueueShutDownException}. Python's {@code shutdown(immediate)}. May be called again, also to drop items after all.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public final void shutdown(boolean immediate) {
    checkCaller("shutdown");
    shutdown = true;
    if (immediate) {
      unfinished -= Math.min(unfinished, items.size());
      items.clear();
      if (unfinished == 0) {
        finished.set();
      }
    }
    wakeAll(takers);
    wakeAll(putters);
  }

  private static void wakeAll(ArrayDeque<AsyncFuture<@Nullable Void>> line) {
    line.forEach(LoopBound::wake);
    line.clear();
  }

  /** How many items are in the queue. Python's {@code qsize()}. */
  public final int size() {
    return items.size();
  }

  /** Whether there are none. Python's {@code empty()}. */
  public final boolean isEmpty() {
    return items.isEmpty();
  }

  /** Whether there is no room; never so for an unbounded queue. Python's {@code full()}. */
  public final boolean isFull() {
    return items.size() >= capacity;
  }

  /** How many items fit in, {@link Integer#MAX_VALUE} if unbounded. Python's {@code maxsize}, which is 0 then. */
  public final int capacity() {
    return capacity;
  }

  /** How many inserted items have not been declared done. */
  public final long unfinished() {
    return unfinished;
  }

  /** Whether it was shut down, either way. */
  public final boolean isShutdown() {
    return shutdown;
  }

  @Override
  final boolean hasWaiters() {
    return !takers.isEmpty() || !putters.isEmpty() || finished.hasWaiters();
  }

  @Override
  final String state() {
    StringBuilder state = new StringBuilder().append(items.size()).append(" items");
    if (capacity < Integer.MAX_VALUE) {
      state.append(" of ").append(capacity);
    }
    state.append(", ").append(takers.size()).append(" taking, ");
    state.append(putters.size()).append(" putting, ").append(unfinished).append(" unfinished");
    return state.append(shutdown ? ", shut down" : "").toString();
  }
}
