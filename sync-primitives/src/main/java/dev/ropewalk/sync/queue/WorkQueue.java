package dev.ropewalk.sync.queue;

/**
 * A first-in-first-out queue between producers and consumers, bounded or not, that also tells when the work on all its
 * items is done. Python's {@code queue.Queue}, as a complete {@link java.util.concurrent.BlockingQueue}; {@link TaskQueue}
 * says what its methods do and where they differ.
 *
 * <p>Items leave in the order in which they came, each producer's in the order in which it put them. Putting and taking don't
 * wait for each other. The array behind it grows as needed: a queue for a million items takes little memory until they
 * come, and an unbounded one gives a large array back when it has run empty.
 *
 * @param <E> the type of the items
 */
public final class WorkQueue<E> extends TaskQueue<E> {

  /** An unbounded queue. */
  public WorkQueue() {
    this(Integer.MAX_VALUE);
  }

  /**
   * A queue for at most this many items; {@link Integer#MAX_VALUE} counts as unbounded.
   *
   * @throws IllegalArgumentException if the capacity is less than one
   */
  public WorkQueue(int capacity) {
    super(QueueCore.fifo("WorkQueue", checked(capacity)));
  }
}
