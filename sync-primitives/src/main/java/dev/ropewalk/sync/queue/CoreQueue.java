package dev.ropewalk.sync.queue;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The contracts of the JDK and of Python over a {@link QueueCore}: what all our queues offer. */
abstract class CoreQueue<E> extends AbstractQueue<E> implements BlockingQueue<E> {

  final QueueCore<E> core;

  CoreQueue(QueueCore<E> core) {
    this.core = core;
  }

  /**
   * Inserts the item, waiting for room. Python's {@code put(item)}.
   *
   * @throws QueueShutDownException if the queue is or gets shut down; the item is not inserted
   * @throws InterruptedException if interrupted on entry or while waiting; the item is not inserted
   */
  @Override
  public void put(E item) throws InterruptedException {
    core.offer(Objects.requireNonNull(item, "item"), Long.MAX_VALUE);
  }

  /**
   * Inserts the item, waiting for room as long as the timeout allows. Python's {@code put(item, timeout=...)}.
   *
   * @throws TimeoutException if the queue stayed full, as Python raises {@code Full}; the item is not inserted
   * @throws QueueShutDownException if the queue is or gets shut down; the item is not inserted
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting; the item is not inserted
   */
  public void put(E item, Duration timeout) throws InterruptedException, TimeoutException {
    if (!offer(item, timeout)) {
      throw new TimeoutException(this + " stayed full for " + timeout);
    }
  }

  /**
   * Inserts the item if there is room now. Python's {@code put_nowait(item)}.
   *
   * @throws QueueShutDownException if the queue is shut down; the item is not inserted
   * @throws IllegalStateException if the queue is full, as Python raises {@code Full}; the item is not inserted
   */
  @Override
  public boolean add(E item) {
    if (offer(item)) {
      return true;
    }
    if (core.isShutDown()) {
      throw new QueueShutDownException(this + " was shut down: it takes no more items");
    }
    throw new IllegalStateException(
        this + " is full: put() waits for room, offer() returns false instead");
  }

  /** Inserts the item if there is room now; false if there is not, or if the queue is shut down. */
  @Override
  public boolean offer(E item) {
    return core.offer(Objects.requireNonNull(item, "item"));
  }

  /**
   * Inserts the item if there is room in time; with a time of zero or less, if there is room now.
   *
   * @return false if the queue stayed full; the item is not inserted
   * @throws QueueShutDownException if the queue is or gets shut down; the item is not inserted
   * @throws InterruptedException if interrupted on entry or while waiting; the item is not inserted
   */
  @Override
  public boolean offer(E item, long timeout, TimeUnit unit) throws InterruptedException {
    return core.offer(Objects.requireNonNull(item, "item"), unit.toNanos(timeout));
  }

  /**
   * Inserts the item if there is room in time; with a timeout of zero, if there is room now.
   *
   * @return false if the queue stayed full; the item is not inserted
   * @throws QueueShutDownException if the queue is or gets shut down; the item is not inserted
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting; the item is not inserted
   */
  public boolean offer(E item, Duration timeout) throws InterruptedException {
    return core.offer(Objects.requireNonNull(item, "item"), Deadline.toNanos(timeout));
  }

  /**
   * Removes the first item, waiting for one. Python's {@code get()}.
   *
   * @throws QueueShutDownException if the queue is or gets shut down and no item is left
   * @throws InterruptedException if interrupted on entry or while waiting; no item is removed
   */
  @Override
  public E take() throws InterruptedException {
    while (true) {
      E item = core.poll(Long.MAX_VALUE);
      if (item != null) { // always, within 292 years
        return item;
      }
    }
  }

  /**
   * Removes the first item, waiting for one as long as the timeout allows. Python's {@code get(timeout=...)}.
   *
   * @throws TimeoutException if the queue stayed empty, as Python raises {@code Empty}
   * @throws QueueShutDownException if the queue is or gets shut down and no item is left
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting; no item is removed
   */
  public E take(Duration timeout) throws InterruptedException, TimeoutException {
    E item = poll(timeout);
    if (item == null) {
      throw new TimeoutException(this + " stayed empty for " + timeout);
    }
    return item;
  }

  /**
   * Removes the first item if there is one now. Python's {@code get_nowait()}.
   *
   * @throws QueueShutDownException if the queue is shut down and no item is left
   * @throws NoSuchElementException if the queue is empty, as Python raises {@code Empty}
   */
  @Override
  public E remove() {
    E item = poll();
    if (item != null) {
      return item;
    }
    if (core.isDrainedForEver()) {
      throw new QueueShutDownException(this + " was shut down: no item is left and none will come");
    }
    throw new NoSuchElementException(
        this + " is empty: take() waits for an item, poll() returns null instead");
  }

  /** Removes the first item if there is one now; null if there is none, also if the queue is shut down. */
  @Override
  public @Nullable E poll() {
    return core.poll();
  }

  /**
   * Removes the first item if one comes in time; with a time of zero or less, if there is one now.
   *
   * @return null if the queue stayed empty
   * @throws QueueShutDownException if the queue is or gets shut down and no item is left
   * @throws InterruptedException if interrupted on entry or while waiting; no item is removed
   */
  @Override
  public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
    return core.poll(unit.toNanos(timeout));
  }

  /**
   * Removes the first item if one comes in time; with a timeout of zero, if there is one now.
   *
   * @return null if the queue stayed empty
   * @throws QueueShutDownException if the queue is or gets shut down and no item is left
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting; no item is removed
   */
  public @Nullable E poll(Duration timeout) throws InterruptedException {
    return core.poll(Deadline.toNanos(timeout));
  }

  /** The item that would be removed next, left where it is; null if there is none. */
  @Override
  public @Nullable E peek() {
    return core.peek();
  }

  /** How many items are in the queue at the moment. Python's {@code qsize()}. */
  @Override
  public int size() {
    return core.size();
  }

  /** How many more items fit in at the moment; always {@link Integer#MAX_VALUE} if unbounded. */
  @Override
  public int remainingCapacity() {
    int capacity = core.capacity();
    return capacity == Integer.MAX_VALUE ? capacity : capacity - core.size();
  }

  /** Whether an item of the queue equals this object at the moment. */
  @Override
  public boolean contains(@Nullable Object object) {
    return object != null && core.contains(object);
  }

  /** Removes the first item equal to this object, if there is one. */
  @Override
  public boolean remove(@Nullable Object object) {
    return object != null && core.remove(object);
  }

  /** Removes the items that the predicate accepts, all in one step after it was asked about each. */
  @Override
  public boolean removeIf(Predicate<? super E> filter) {
    return core.removeIf(Objects.requireNonNull(filter, "filter"));
  }

  /** Removes the items that the collection contains, as {@link #removeIf} does. */
  @Override
  public boolean removeAll(Collection<?> collection) {
    Objects.requireNonNull(collection, "collection");
    return core.removeIf(collection::contains);
  }

  /** Removes the items that the collection does not contain, as {@link #removeIf} does. */
  @Override
  public boolean retainAll(Collection<?> collection) {
    Objects.requireNonNull(collection, "collection");
    return core.removeIf(item -> !collection.contains(item));
  }

  /** Removes all items in one step. */
  @Override
  public void clear() {
    core.clear();
  }

  /**
   * Moves all items to the collection in one step and tells how many.
   *
   * @throws IllegalArgumentException if the collection is this queue
   */
  @Override
  public int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  /**
   * Moves up to so many items to the collection in one step and tells how many. If the collection refuses an item by an
   * exception, that item and those after it stay in the queue.
   *
   * @throws IllegalArgumentException if the collection is this queue
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // this very queue is what must be refused
  public int drainTo(Collection<? super E> target, int maxItems) {
    Objects.requireNonNull(target, "target");
    if (target == this) {
      throw new IllegalArgumentException("a queue can't be drained to itself: " + this);
    }
    return core.drainTo(target, maxItems);
  }

  /** The items in the order in which they leave; weakly consistent. */
  @Override
  public Iterator<E> iterator() {
    return core.iterator();
  }

  /** Weakly consistent, like {@link #iterator()}. */
  @Override
  public Spliterator<E> spliterator() {
    return Spliterators.spliteratorUnknownSize(
        iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
  }

  /** The items of one moment in the order in which they leave. */
  @Override
  public Object[] toArray() {
    return core.toArray();
  }

  /** The items of one moment in the order in which they leave, in the given array if they fit in. */
  @Override
  public <T> T[] toArray(T[] array) {
    return java.util.Arrays.asList(core.toArray()).toArray(array);
  }

  /** Tells the state, not the items: how many there are, and how many fit in. */
  @Override
  public String toString() {
    return core + "[" + state() + "]";
  }

  /** What toString tells. */
  String state() {
    int capacity = core.capacity();
    return core.size() + (capacity == Integer.MAX_VALUE ? " items" : " of " + capacity + " items");
  }
}
