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
import org.jspecify.annotations.Nullable;

/**
 * A first-in-first-out queue between producers and consumers, bounded or not, that also tells when the work on all its
 * items is done. Python's {@code queue.Queue}, as a complete {@link BlockingQueue}.
 *
 * <table>
 * <caption>Four ways to meet a full or empty queue; in brackets Python's name where it differs</caption>
 * <tr><th></th><th>throws at once</th><th>special value</th><th>waits</th><th>waits, then special value</th>
 *     <th>waits, then throws</th></tr>
 * <tr><td>insert</td><td>{@link #add add(e)} [put_nowait]</td><td>{@link #offer(Object) offer(e)}</td>
 *     <td>{@link #put(Object) put(e)}</td><td>{@link #offer(Object, Duration) offer(e, timeout)}</td>
 *     <td>{@link #put(Object, Duration) put(e, timeout)}</td></tr>
 * <tr><td>remove</td><td>{@link #remove() remove()} [get_nowait]</td><td>{@link #poll() poll()}</td>
 *     <td>{@link #take() take()} [get]</td><td>{@link #poll(Duration) poll(timeout)}</td>
 *     <td>{@link #take(Duration) take(timeout)} [get]</td></tr>
 * <tr><td>look</td><td>{@link #element() element()}</td><td>{@link #peek() peek()}</td><td></td><td></td><td></td></tr>
 * </table>
 *
 * <p>Where Python raises {@code Full}, {@code add} throws {@link IllegalStateException} and {@code put} {@link
 * TimeoutException}; where it raises {@code Empty}, {@code remove} throws {@link NoSuchElementException} and {@code take}
 * {@code TimeoutException}. {@code qsize()} is {@link #size()}, {@code empty()} is {@link #isEmpty()}, {@code full()} is
 * {@code remainingCapacity() == 0}. In Python a size of zero or less means unbounded; here a capacity is positive and an
 * unbounded queue is made without one. Items are never null, which {@code poll} and {@code peek} keep for "none".
 *
 * <p><b>Task tracking.</b> The queue counts {@link #unfinished() unfinished} tasks, items ever inserted minus calls of {@link
 * #taskDone()}, and {@link #join()} waits until there are none. Only these two change the count: however an item leaves
 * the queue, by {@code take} or {@code poll}, by {@code remove}, {@code drainTo}, {@code clear} or an iterator, its task
 * stays unfinished until somebody calls {@code taskDone} for it. Whoever drops items must do so too; {@code drainTo} tells
 * for how many, {@code clear} doesn't.
 *
 * <p><b>Blocking.</b> Methods that wait throw {@link InterruptedException} when the calling thread is interrupted on entry
 * (also if they need not wait) or while it waits, and then have inserted or removed nothing. Items leave in the order in
 * which they came; which of several waiting threads is served first is not defined. A removal from anywhere makes room at
 * once.
 *
 * <p>Iterators are weakly consistent: they never throw {@link java.util.ConcurrentModificationException}, show each item
 * that was there at their creation and has not left since exactly once, and may show items added later. Bulk operations
 * other than {@code clear} and {@code drainTo} are not atomic. {@code contains} and {@code remove(Object)} take time in
 * proportion to the number of items.
 *
 * <p>Memory consistency effects: actions before an insertion happen-before actions after the removal or access of that
 * item; actions before {@code taskDone} happen-before actions after a {@code join} that it let return.
 *
 * @param <E> the type of the items
 */
public final class WorkQueue<E> extends AbstractQueue<E> implements BlockingQueue<E> {
  /*
   * The queue itself is in QueueCore: how it waits, what guards what, why no wakeup is lost. Here are the contracts of
   * the JDK and of Python over it.
   */

  private final QueueCore<E> core;

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
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "a queue can't have the capacity "
              + capacity
              + ": use one or more, or new WorkQueue<>() for an unbounded queue");
    }
    core = new QueueCore<>(capacity);
  }

  /** How many items fit in, {@link Integer#MAX_VALUE} if unbounded. Python's {@code maxsize}, which is 0 then. */
  public int capacity() {
    return core.capacity();
  }

  /**
   * Inserts the item, waiting for room. Python's {@code put(item)}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting; the item is not inserted
   */
  @Override
  public void put(E item) throws InterruptedException {
    core.put(Objects.requireNonNull(item, "item"));
  }

  /**
   * Inserts the item, waiting for room as long as the timeout allows. Python's {@code put(item, timeout=...)}.
   *
   * @throws TimeoutException if the queue stayed full, as Python raises {@code Full}; the item is not inserted
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting; the item is not inserted
   */
  public void put(E item, Duration timeout) throws InterruptedException, TimeoutException {
    if (!offer(item, timeout)) {
      throw new TimeoutException(this + " stayed full for " + timeout);
    }
  }

  @Override
  public boolean offer(E item) {
    return core.offer(Objects.requireNonNull(item, "item"));
  }

  @Override
  public boolean offer(E item, long timeout, TimeUnit unit) throws InterruptedException {
    return core.offer(Objects.requireNonNull(item, "item"), unit.toNanos(timeout));
  }

  /**
   * Inserts the item if there is room in time; with a timeout of zero, if there is room now.
   *
   * @return false if the queue stayed full; the item is not inserted
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting; the item is not inserted
   */
  public boolean offer(E item, Duration timeout) throws InterruptedException {
    return core.offer(Objects.requireNonNull(item, "item"), Deadline.toNanos(timeout));
  }

  /**
   * Removes the first item, waiting for one. Python's {@code get()}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting; no item is removed
   */
  @Override
  public E take() throws InterruptedException {
    return core.take();
  }

  /**
   * Removes the first item, waiting for one as long as the timeout allows. Python's {@code get(timeout=...)}.
   *
   * @throws TimeoutException if the queue stayed empty, as Python raises {@code Empty}
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

  @Override
  public @Nullable E poll() {
    return core.poll();
  }

  @Override
  public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
    return core.poll(unit.toNanos(timeout));
  }

  /**
   * Removes the first item if one comes in time; with a timeout of zero, if there is one now.
   *
   * @return null if the queue stayed empty
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting; no item is removed
   */
  public @Nullable E poll(Duration timeout) throws InterruptedException {
    return core.poll(Deadline.toNanos(timeout));
  }

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

  @Override
  public boolean contains(@Nullable Object object) {
    return object != null && core.contains(object);
  }

  /** Removes the first item equal to this object, if there is one. Its task stays unfinished. */
  @Override
  public boolean remove(@Nullable Object object) {
    return object != null && core.remove(object);
  }

  /** Removes all items in one step. Their tasks stay unfinished. */
  @Override
  public void clear() {
    core.clear();
  }

  /**
   * Moves all items to the collection in one step and tells how many; their tasks stay unfinished.
   *
   * @throws IllegalArgumentException if the collection is this queue
   */
  @Override
  public int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  /**
   * Moves up to so many items to the collection in one step and tells how many; their tasks stay unfinished. If the
   * collection refuses an item by an exception, that item and those after it stay in the queue.
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

  /**
   * Declares the work on one item done; a consumer calls it once for each item that it took. Python's {@code task_done()}.
   *
   * @throws IllegalStateException if it was called as often as items were inserted; nothing changes
   */
  public void taskDone() {
    if (!core.taskDone()) {
      throw new IllegalStateException(
          "taskDone() called too often on " + this + ": call it once per item taken");
    }
  }

  /**
   * Waits until every inserted item was declared done; returns at once if nothing was inserted. It also returns if that
   * was so at some moment of the wait and items were inserted after it, which Python's {@code join()} may oversleep.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public void join() throws InterruptedException {
    core.join();
  }

  /**
   * Waits as {@link #join()} does, but no longer than the timeout. Python has no such form.
   *
   * @return false if the time ran out with unfinished tasks
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public boolean join(Duration timeout) throws InterruptedException {
    return core.join(Deadline.toNanos(timeout));
  }

  /** How many inserted items have not been declared done. Python's undocumented {@code unfinished_tasks}. */
  public long unfinished() {
    return core.unfinished();
  }

  /** Tells the state, not the items: how many there are, how many fit in, how many tasks are unfinished. */
  @Override
  public String toString() {
    return "WorkQueue@" + Integer.toHexString(System.identityHashCode(this)) + core;
  }
}
