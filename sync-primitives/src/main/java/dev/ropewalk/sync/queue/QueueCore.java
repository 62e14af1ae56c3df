package dev.ropewalk.sync.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What all queues have in common: items in, items out, waiting for either, shutting down. Their order is their store's. */
final class QueueCore<E> {
  /*
   * Algorithm: a queue has two ends, each with a lock and a condition; a store of items says whether inserting and removing
   * may have a lock each or must share one. Whatever looks at or changes more than one end holds both locks.
   *
   * No wakeup is lost: who inserts wakes one waiting taker after it, who removes n items wakes n waiting putters; who finds
   * nothing to do announces that it will wait, looks again, and only then waits (QueueEnd, QueueLock.observe). One who was
   * woken and then fails (its comparator throws, its time is up) passes the wakeup on. A waiter that was woken but finds that
   * a newcomer was faster waits again, and rightly: there is nothing for it.
   *
   * Shutting down: shutDown is written with both locks held. So a put comes before it, and then its item is there to be taken or
   * dropped, or after it and is refused; and a taker who sees it sees all items that will ever come. All who wait are woken
   * to see it. An immediate shutdown drops the items and counts them done in the same step.
   *
   * Lock order: in, out, then the one of TaskCount. User code runs with locks held in equals() of find, in add() of drainTo's
   * target and in the comparator of a heap. All of these run with both locks held, or there is only one: so whatever they call on this
   * queue finds the locks its own, except that it must not wait, which is refused.
   *
   * Rejected: Mutex or ReentrantMutex as locks. Threads that wait for an item shall show as waiting for a queue, not for
   * a lock, and what our locks get for diagnosis shall not cost the queues.
   */

  private final String name;
  private final int capacity;
  private final QueueEnd in;
  private final QueueEnd out;
  private final ItemStore<E> items;
  private volatile boolean shutDown;

  private QueueCore(String name, int capacity, QueueEnd in, QueueEnd out, ItemStore<E> items) {
    this.name = name;
    this.capacity = capacity;
    this.in = in;
    this.out = out;
    this.items = items;
  }

  /** First in, first out. */
  static <E> QueueCore<E> fifo(String name, int capacity) {
    QueueLock puts = new QueueLock();
    QueueLock takes = new QueueLock();
    return new QueueCore<>(
        name, capacity, new QueueEnd(puts), new QueueEnd(takes), new Ring<>(capacity, puts, takes));
  }

  /** Last in, first out. */
  static <E> QueueCore<E> lifo(String name, int capacity) {
    return oneLock(name, capacity, new Stack<>(capacity));
  }

  /** Smallest first, equal ones in the order in which they came. */
  static <E> QueueCore<E> priority(String name, int capacity, Comparator<? super E> comparator) {
    return oneLock(name, capacity, new Heap<>(capacity, comparator));
  }

  private static <E> QueueCore<E> oneLock(String name, int capacity, ItemStore<E> items) {
    QueueLock lock = new QueueLock();
    return new QueueCore<>(name, capacity, new QueueEnd(lock), new QueueEnd(lock), items);
  }

  int capacity() {
    return capacity;
  }

  /** A count of the tasks that the items of this queue stand for. */
  TaskCount newTaskCount() {
    return new TaskCount(items);
  }

  boolean isShutDown() {
    return shutDown;
  }

  /** False if there is no room now, or the queue is shut down. */
  boolean offer(E item) {
    in.lock.lock();
    try {
      if (shutDown || !items.add(item)) {
        return false;
      }
    } finally {
      in.lock.unlock();
    }
    out.wakeOne();
    return true;
  }

  /**
   * False if there was no room in time; does not wait if the time is zero or less, waits for ever if it is {@link
   * Long#MAX_VALUE}.
   */
  boolean offer(E item, long nanos) throws InterruptedException {
    in.lock.lockInterruptibly();
    boolean added = false;
    boolean waited = false;
    try {
      long left = nanos;
      added = tryAdd(item);
      while (!added && left > 0) {
        in.announce();
        added = tryAdd(item);
        if (added) {
          in.retract();
        } else {
          waited = true;
          left = in.await(left, out);
          added = tryAdd(item);
        }
      }
    } finally {
      if (waited && !added) {
        in.wake(1);
      }
      in.lock.unlock();
    }
    if (added) {
      out.wakeOne();
    }
    return added;
  }

  /** Caller holds the lock of in. */
  private boolean tryAdd(E item) {
    if (shutDown) {
      throw new QueueShutDownException(this + " was shut down: it takes no more items");
    }
    return items.add(item);
  }

  /** Null if there is no item now. */
  @Nullable E poll() {
    E item;
    out.lock.lock();
    try {
      item = items.poll();
    } finally {
      out.lock.unlock();
    }
    if (item != null) {
      in.wakeOne();
    }
    return item;
  }

  /**
   * Null if there was no item in time; does not wait if the time is zero or less, waits for ever if it is {@link
   * Long#MAX_VALUE}.
   */
  @Nullable E poll(long nanos) throws InterruptedException {
    out.lock.lockInterruptibly();
    E item = null;
    boolean waited = false;
    try {
      long left = nanos;
      item = tryPoll();
      while (item == null && left > 0) {
        out.announce();
        item = tryPoll();
        if (item != null) {
          out.retract();
        } else {
          waited = true;
          left = out.await(left, in);
          item = tryPoll();
        }
      }
    } finally {
      if (waited && item == null) {
        out.wake(1);
      }
      out.lock.unlock();
    }
    if (item != null) {
      in.wakeOne();
    }
    return item;
  }

  /** Caller holds the lock of out. */
  private @Nullable E tryPoll() {
    E item = items.poll();
    if (item == null && shutDown) {
      throw new QueueShutDownException(this + " was shut down: no item is left and none will come");
    }
    return item;
  }

  @Nullable E peek() {
    out.lock.lock();
    try {
      return items.peek();
    } finally {
      out.lock.unlock();
    }
  }

  /** Whether no item will ever come out again. */
  boolean isDrainedForEver() {
    lockBoth();
    try {
      return shutDown && items.size() == 0;
    } finally {
      unlockBoth();
    }
  }

  int size() {
    lockBoth();
    try {
      return items.size();
    } finally {
      unlockBoth();
    }
  }

  boolean contains(Object object) {
    lockBoth();
    try {
      return items.find(object) >= 0;
    } finally {
      unlockBoth();
    }
  }

  /** Takes out the first item equal to this object; false if there is none. */
  boolean remove(Object object) {
    lockBoth();
    try {
      long number = items.find(object);
      return number >= 0 && removeAll(number) > 0;
    } finally {
      unlockBoth();
    }
  }

  /** Takes out the items that the predicate, called without locks, accepts, and tells whether there were any. */
  boolean removeIf(Predicate<? super E> doomed) {
    List<Long> numbers = new ArrayList<>();
    ItemIterator all = new ItemIterator();
    while (all.hasNext()) {
      if (doomed.test(all.next())) {
        numbers.add(all.returned);
      }
    }
    long[] ascending = numbers.stream().mapToLong(number -> number).sorted().toArray();
    lockBoth();
    try {
      return removeAll(ascending) > 0;
    } finally {
      unlockBoth();
    }
  }

  /** Caller holds both locks. */
  private int removeAll(long... numbers) {
    int removed = items.removeAll(numbers);
    in.wake(removed);
    return removed;
  }

  /** Takes out all items and tells how many. */
  int clear() {
    lockBoth();
    try {
      int dropped = items.size();
      items.clear();
      in.wake(dropped);
      return dropped;
    } finally {
      unlockBoth();
    }
  }

  int drainTo(Collection<? super E> target, int maxItems) {
    lockBoth();
    int moved = 0;
    try {
      E item;
      while (moved < maxItems && (item = items.peek()) != null) {
        target.add(item);
        items.poll();
        moved++;
      }
      return moved;
    } finally {
      in.wake(moved);
      unlockBoth();
    }
  }

  /** The items of one moment. */
  Object[] toArray() {
    lockBoth();
    try {
      Object[] all = new Object[items.size()];
      ItemStore.Walk<E> walk = items.walk();
      Arrays.setAll(all, _ -> walk.next());
      return all;
    } finally {
      unlockBoth();
    }
  }

  Iterator<E> iterator() {
    return new ItemIterator();
  }

  /** Lets no more items in and wakes all who wait; if at once, drops the items there are and counts them done. */
  void shutDown(boolean immediate, TaskCount tasks) {
    lockBoth();
    try {
      shutDown = true;
      if (immediate) {
        tasks.done(clear());
      }
      in.wake(Integer.MAX_VALUE);
      out.wake(Integer.MAX_VALUE);
    } finally {
      unlockBoth();
    }
  }

  /** Which queue this is: its kind and something that tells it from others. */
  @Override
  public String toString() {
    return name + "@" + Integer.toHexString(System.identityHashCode(this));
  }

  private void lockBoth() {
    in.lock.lock();
    out.lock.lock();
  }

  private void unlockBoth() {
    out.lock.unlock();
    in.lock.unlock();
  }

  /** Takes both locks for each step; its own fields belong to the thread that iterates. */
  private final class ItemIterator implements Iterator<E> {

    private static final long NONE = -1;

    private final ItemStore.Walk<E> walk;
    private @Nullable E
        next; // kept from the moment of hasNext: it may leave the queue before next()
    private long returned = NONE;

    ItemIterator() {
      lockBoth();
      try {
        walk = items.walk();
        next = walk.next();
      } finally {
        unlockBoth();
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public E next() {
      E item = next;
      if (item == null) {
        throw new NoSuchElementException("no more items: ask hasNext() first");
      }
      lockBoth();
      try {
        returned = walk.number();
        next = walk.next();
      } finally {
        unlockBoth();
      }
      return item;
    }

    /** Removes the item returned last, that very one and not an equal one, unless it has left the queue already. */
    @Override
    public void remove() {
      if (returned == NONE) {
        throw new IllegalStateException("nothing to remove: call next() first, once per remove()");
      }
      lockBoth();
      try {
        removeAll(returned);
      } finally {
        unlockBoth();
      }
      returned = NONE;
    }
  }
}
