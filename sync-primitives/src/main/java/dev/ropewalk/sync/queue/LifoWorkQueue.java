package dev.ropewalk.sync.queue;

/**
 * A last-in-first-out queue between producers and consumers, bounded or not, that also tells when the work on all its items
 * is done. Python's {@code queue.LifoQueue}, as a complete {@link java.util.concurrent.BlockingQueue}; {@link TaskQueue}
 * says what its methods do and where they differ.
 *
 * <p>"First", wherever a method speaks of the first item, is the one that was inserted last. Iterators and arrays begin with
 * it too; an item that comes while an iterator is under way is not shown.
 *
 * @param <E> the type of the items
 */
public final class LifoWorkQueue<E> extends TaskQueue<E> {

  /** An unbounded queue. */
  public LifoWorkQueue() {
    this(Integer.MAX_VALUE);
  }

  /**
   * A queue for at most this many items; {@link Integer#MAX_VALUE} counts as unbounded.
   *
   * @throws IllegalArgumentException if the capacity is less than one
   */
  public LifoWorkQueue(int capacity) {
    super(QueueCore.lifo("LifoWorkQueue", checked(capacity)));
  }
}
