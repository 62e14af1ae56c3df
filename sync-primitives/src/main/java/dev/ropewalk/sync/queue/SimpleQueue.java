package dev.ropewalk.sync.queue;

/**
 * An unbounded first-in-first-out queue without task tracking and shutdown. Python's {@code queue.SimpleQueue}, as a complete
 * {@link java.util.concurrent.BlockingQueue}.
 *
 * <p>Inserting never waits for room: {@code put} takes no notice of time, as Python's ignores its {@code block} and {@code
 * timeout}. It is reentrant: code that runs inside an operation of this queue, such as {@code equals} of an item or the
 * collection that {@code drainTo} fills, may insert into it. Such code must not wait for an item: it gets an {@link
 * IllegalStateException} instead. Otherwise waiting, interruption, iterators and bulk operations are those of {@link
 * TaskQueue}, without a shutdown; null items are refused, {@code take(timeout)} throws {@link
 * java.util.concurrent.TimeoutException} where Python raises {@code Empty}, and negative timeouts are refused in {@code put}
 * too.
 *
 * <p>Memory consistency effects: actions before an insertion happen-before actions after the removal or access of that item.
 *
 * @param <E> the type of the items
 */
public final class SimpleQueue<E> extends CoreQueue<E> {

  /** An empty queue. */
  public SimpleQueue() {
    super(QueueCore.fifo("SimpleQueue", Integer.MAX_VALUE));
  }
}
