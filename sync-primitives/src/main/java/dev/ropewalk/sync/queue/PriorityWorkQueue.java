package dev.ropewalk.sync.queue;

import java.util.Comparator;
import java.util.Objects;

/**
 * A queue between producers and consumers, bounded or not, whose smallest item leaves first, and that also tells when the
 * work on all its items is done. Python's {@code queue.PriorityQueue}, as a complete {@link
 * java.util.concurrent.BlockingQueue}; {@link TaskQueue} says what its methods do and where they differ.
 *
 * <p>Items are compared by their natural order or by a comparator. Of items that compare as equal the one that was inserted
 * first leaves first; Python compares whole items, and needs a counter in them for that. Iterators and arrays show the items in
 * the order in which they would leave, which costs sorting them; an iterator shows the items that were there when it was
 * made, also those that leave meanwhile. Inserting and removing the first item take time in proportion to the logarithm of
 * the number of items.
 *
 * <p>If comparing throws, the exception comes out of the method that compared, and nothing was inserted or removed. What can't
 * be compared at all is refused with {@link ClassCastException}, the first item too, where Python refuses the second. An
 * item whose place in the order changes while it is in the queue leaves at any time.
 *
 * @param <E> the type of the items; without a comparator they must be {@link Comparable} to each other
 */
public final class PriorityWorkQueue<E> extends TaskQueue<E> {

  /** An unbounded queue of items in their natural order. */
  public PriorityWorkQueue() {
    this(Integer.MAX_VALUE);
  }

  /**
   * A queue for at most this many items, in their natural order; {@link Integer#MAX_VALUE} counts as unbounded.
   *
   * @throws IllegalArgumentException if the capacity is less than one
   */
  @SuppressWarnings(
      "unchecked") // as in java.util.PriorityQueue: what can't be compared is refused when it is
  // inserted
  public PriorityWorkQueue(int capacity) {
    this(capacity, (Comparator<? super E>) Comparator.naturalOrder());
  }

  /** An unbounded queue of items in the order of the comparator. */
  public PriorityWorkQueue(Comparator<? super E> comparator) {
    this(Integer.MAX_VALUE, comparator);
  }

  /**
   * A queue for at most this many items, in the order of the comparator; {@link Integer#MAX_VALUE} counts as unbounded.
   *
   * @throws IllegalArgumentException if the capacity is less than one
   */
  public PriorityWorkQueue(int capacity, Comparator<? super E> comparator) {
    super(
        QueueCore.priority(
            "PriorityWorkQueue",
            checked(capacity),
            Objects.requireNonNull(comparator, "comparator")));
  }
}
