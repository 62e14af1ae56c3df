package dev.ropewalk.async.sync;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A queue between coroutines that gives out the smallest item first. Python's {@code asyncio.PriorityQueue}; as there, which of
 * several equal items comes first is not defined. Otherwise as {@link AsyncQueue}. An item that can't be compared with those in
 * the queue is refused with a {@link ClassCastException}, and not inserted.
 *
 * @param <E> the type of the items
 */
public final class AsyncPriorityQueue<E> extends AsyncQueue<E> {

  /** An unbounded queue of items in their natural order. */
  public AsyncPriorityQueue() {
    this(Integer.MAX_VALUE);
  }

  /**
   * A queue for at most this many items, in their natural order.
   *
   * @throws IllegalArgumentException if the capacity is less than one
   */
  public AsyncPriorityQueue(int capacity) {
    super(capacity, new PriorityQueue<>());
  }

  /** An unbounded queue of items in this order. */
  public AsyncPriorityQueue(Comparator<? super E> order) {
    this(Integer.MAX_VALUE, order);
  }

  /**
   * A queue for at most this many items, in this order.
   *
   * @throws IllegalArgumentException if the capacity is less than one
   */
  public AsyncPriorityQueue(int capacity, Comparator<? super E> order) {
    super(capacity, new PriorityQueue<>(order));
  }
}
