package dev.ropewalk.sync.queue;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeoutException;

/**
 * A queue between producers and consumers, bounded or not, that also tells when the work on all its items is done and can
 * be shut down: what Python's {@code queue.Queue} and its subclasses have in common, as a complete {@link BlockingQueue}.
 * Which item leaves first is what {@link WorkQueue}, {@link LifoWorkQueue} and {@link PriorityWorkQueue} differ in.
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
 * #taskDone()}, and {@link #join()} waits until there are none. However an item leaves the queue, by {@code take} or
 * {@code poll}, by {@code remove}, {@code removeIf}, {@code drainTo}, {@code clear} or an iterator, its task stays unfinished
 * until somebody calls {@code taskDone} for it. Whoever drops items must do so too; {@code drainTo} tells for how many,
 * {@code clear} doesn't. Only {@link #shutdown(boolean) shutdown(true)} counts the items that it drops as done.
 *
 * <p><b>Shutting down.</b> After {@link #shutdown()} the queue takes no more items and gives out those that it has; after
 * that, and after {@link #shutdown(boolean) shutdown(true)} at once, there is nothing to be had:
 *
 * <table>
 * <caption>On a queue that was shut down; removing: when no item is left</caption>
 * <tr><th></th><th>result</th><th>why</th></tr>
 * <tr><td>{@code put}, {@code offer} and {@code poll} with a time, {@code take}</td><td>{@link QueueShutDownException}, also
 *     for those who wait already</td><td>they would wait for what can't come, or say that the time was up when it isn't</td></tr>
 * <tr><td>{@code add}, {@code remove()}</td><td>{@link QueueShutDownException}</td><td>Python's {@code put_nowait} and
 *     {@code get_nowait} raise {@code ShutDown}</td></tr>
 * <tr><td>{@code offer(e)}, {@code poll()}, {@code peek()}</td><td>false, null, null</td><td>the JDK's special value: not
 *     inserted, nothing there</td></tr>
 * <tr><td>{@code element()}</td><td>{@link NoSuchElementException}</td><td>nothing there</td></tr>
 * <tr><td>{@code drainTo}, {@code clear}, iterators and other collection methods</td><td>as on any queue</td><td>
 *     they don't wait</td></tr>
 * <tr><td>{@code taskDone}, {@code join}</td><td>as before</td><td>tasks that were taken still have to be done</td></tr>
 * </table>
 *
 * <p>A {@code put} that races with a shutdown either throws, or its item is taken, or dropped and counted done by
 * {@code shutdown(true)}: it never stays behind unnoticed.
 *
 * <p><b>Blocking.</b> Methods that wait throw {@link InterruptedException} when the calling thread is interrupted on entry
 * (also if they need not wait) or while it waits, and then have inserted or removed nothing. Which of several waiting threads
 * is served first is not defined. A removal from anywhere makes room at once.
 *
 * <p>Iterators are weakly consistent: they never throw {@link java.util.ConcurrentModificationException}, show each item
 * that was there at their creation and has not left since exactly once, and may show items added later. Bulk operations
 * other than {@code clear}, {@code drainTo} and {@code toArray} are not atomic. {@code contains}, {@code remove(Object)} and
 * {@code Iterator.remove} take time in proportion to the number of items, removals of many items at once no more than that.
 *
 * <p>Memory consistency effects: actions before an insertion happen-before actions after the removal or access of that
 * item; actions before {@code taskDone} happen-before actions after a {@code join} that it let return; actions before a
 * shutdown happen-before actions after a {@code QueueShutDownException} for it.
 *
 * @param <E> the type of the items
 */
public abstract sealed class TaskQueue<E> extends CoreQueue<E>
    permits WorkQueue, LifoWorkQueue, PriorityWorkQueue {

  private final TaskCount tasks;

  TaskQueue(QueueCore<E> core) {
    super(core);
    tasks = core.newTaskCount();
  }

  /** The capacity as given, if it is one. */
  static int checked(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "a queue can't have the capacity "
              + capacity
              + ": use one or more, or the constructor without a capacity for an unbounded queue");
    }
    return capacity;
  }

  /** How many items fit in, {@link Integer#MAX_VALUE} if unbounded. Python's {@code maxsize}, which is 0 then. */
  public int capacity() {
    return core.capacity();
  }

  /**
   * Declares the work on one item done; a consumer calls it once for each item that it took. Python's {@code task_done()}.
   *
   * @throws IllegalStateException if no task is unfinished; nothing changes
   */
  public void taskDone() {
    if (!tasks.done()) {
      throw new IllegalStateException(
          "taskDone() called too often on " + this + ": call it once per item taken");
    }
  }

  /**
   * Waits until every inserted item was declared done; returns at once if nothing was inserted. It also returns if that
   * was so at some moment of the wait and items were inserted after it, which Python's {@code join()} may oversleep. A
   * shutdown doesn't end the wait by itself: items that were taken still have to be done.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public void join() throws InterruptedException {
    tasks.awaitNone(Long.MAX_VALUE);
  }

  /**
   * Waits as {@link #join()} does, but no longer than the timeout. Python has no such form.
   *
   * @return false if the time ran out with unfinished tasks
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public boolean join(Duration timeout) throws InterruptedException {
    return tasks.awaitNone(Deadline.toNanos(timeout));
  }

  /** How many inserted items have not been declared done. Python's undocumented {@code unfinished_tasks}. */
  public long unfinished() {
    return tasks.unfinished();
  }

  /**
   * Lets no more items in; those that are there can still be taken. All who wait to insert, and those who wait to remove and
   * don't get one of the last items, get a {@link QueueShutDownException}. Python's {@code shutdown()}. A second call
   * changes nothing.
   */
  public void shutdown() {
    shutdown(false);
  }

  /**
   * Lets no more items in, as {@link #shutdown()} does; if {@code immediate}, also drops the items that are there and counts
   * each of them done, in the same step, which may let {@code join} return. Python's {@code shutdown(immediate)}. It may
   * follow a shutdown that was not immediate.
   */
  public void shutdown(boolean immediate) {
    core.shutDown(immediate, tasks);
  }

  /** Whether the queue was shut down, either way. Python's {@code is_shutdown}. */
  public boolean isShutdown() {
    return core.isShutDown();
  }

  @Override
  String state() {
    return super.state()
        + ", "
        + tasks.unfinished()
        + " unfinished"
        + (core.isShutDown() ? ", shut down" : "");
  }
}
