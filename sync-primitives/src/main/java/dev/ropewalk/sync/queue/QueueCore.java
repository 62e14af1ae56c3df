package dev.ropewalk.sync.queue;

import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a queue does under its lock: items in, items out, waiting for either, and counting tasks. */
final class QueueCore<E> {
  /*
   * Algorithm: one lock and one condition each for "not empty", "not full" and "nothing unfinished". One lock, because it
   * makes capacity, order and the task count exact without further reasoning: an item and its task appear in one step.
   *
   * Invariants, with the lock free: 0 <= items.size() <= capacity; unfinished = insertions - taskDones >= 0.
   *
   * No wakeup is lost: each insertion signals notEmpty once and each removal notFull once, a waiter rechecks in a loop,
   * and a waiter that gives up leaves its signal to another (the condition decides atomically which came first). A
   * waiter that was signalled but finds the item taken by a newcomer waits again, and rightly: there is no item.
   *
   * Ordering: all fields are final and what items and tasks hold is guarded by the lock, so every happens-before edge
   * that the queue promises is one between two holders of the lock.
   *
   * User code runs with the lock held only in equals() of find() and in add() of drainTo's target.
   *
   * Rejected: Mutex or ReentrantMutex as the lock. Threads that wait for an item shall show as waiting for a queue, not
   * for a lock, and what our locks get for diagnosis shall not cost the queues.
   */

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final ItemChain<E> items = new ItemChain<>();
  private final TaskCount tasks = new TaskCount(lock.newCondition());

  QueueCore(int capacity) {
    this.capacity = capacity;
  }

  int capacity() {
    return capacity;
  }

  void put(E item) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (items.size() == capacity) {
        notFull.await();
      }
      insert(item);
    } finally {
      lock.unlock();
    }
  }

  /** False if there is no room now. */
  boolean offer(E item) {
    lock.lock();
    try {
      if (items.size() == capacity) {
        return false;
      }
      insert(item);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** False if there was no room in time; does not wait if the time is zero or less. */
  boolean offer(E item, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (items.size() == capacity) {
        if (left <= 0) {
          return false;
        }
        left = notFull.awaitNanos(left);
      }
      insert(item);
      return true;
    } finally {
      lock.unlock();
    }
  }

  E take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        E item = extract();
        if (item != null) {
          return item;
        }
        notEmpty.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Null if there is no item now. */
  @Nullable E poll() {
    lock.lock();
    try {
      return extract();
    } finally {
      lock.unlock();
    }
  }

  /** Null if there was no item in time; does not wait if the time is zero or less. */
  @Nullable E poll(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (true) {
        E item = extract();
        if (item != null || left <= 0) {
          return item;
        }
        left = notEmpty.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Nullable E peek() {
    lock.lock();
    try {
      return items.peekFirst();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return items.size();
    } finally {
      lock.unlock();
    }
  }

  boolean contains(Object object) {
    lock.lock();
    try {
      return items.find(object) != null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out the first item equal to this object; false if there is none. */
  boolean remove(Object object) {
    lock.lock();
    try {
      ItemChain.Node<E> node = items.find(object);
      return node != null && unlink(node);
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      while (items.pollFirst() != null) {
        notFull.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  int drainTo(Collection<? super E> target, int maxItems) {
    lock.lock();
    try {
      int moved = 0;
      E item;
      while (moved < maxItems && (item = items.peekFirst()) != null) {
        target.add(item);
        extract();
        moved++;
      }
      return moved;
    } finally {
      lock.unlock();
    }
  }

  Iterator<E> iterator() {
    return new ItemIterator();
  }

  /** False, changing nothing, if no task is unfinished. */
  boolean taskDone() {
    lock.lock();
    try {
      return tasks.done();
    } finally {
      lock.unlock();
    }
  }

  void join() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      tasks.awaitNone();
    } finally {
      lock.unlock();
    }
  }

  /** False if there were unfinished tasks all the time. */
  boolean join(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return tasks.awaitNone(nanos);
    } finally {
      lock.unlock();
    }
  }

  long unfinished() {
    lock.lock();
    try {
      return tasks.unfinished();
    } finally {
      lock.unlock();
    }
  }

  /** The state at one moment, for the queue's toString. */
  @Override
  public String toString() {
    lock.lock();
    try {
      return "["
          + items.size()
          + (capacity == Integer.MAX_VALUE ? " items, " : " of " + capacity + " items, ")
          + tasks.unfinished()
          + " unfinished]";
    } finally {
      lock.unlock();
    }
  }

  /** Caller holds the lock and has seen room. */
  private void insert(E item) {
    items.addLast(item);
    tasks.added();
    notEmpty.signal();
  }

  /** Caller holds the lock. Null if there is no item. */
  private @Nullable E extract() {
    E item = items.pollFirst();
    if (item != null) {
      notFull.signal();
    }
    return item;
  }

  /** Caller holds the lock. False if the node was removed already. */
  private boolean unlink(ItemChain.Node<E> node) {
    boolean removed = items.unlink(node);
    if (removed) {
      notFull.signal();
    }
    return removed;
  }

  /** Takes the lock for each step; its own fields belong to the thread that iterates. */
  private final class ItemIterator implements Iterator<E> {

    private ItemChain.@Nullable Node<E> next;
    private @Nullable E
        nextItem; // kept from the moment of hasNext: the node may lose it before next()
    private ItemChain.@Nullable Node<E> returned;

    ItemIterator() {
      lock.lock();
      try {
        standOn(items.first());
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean hasNext() {
      return nextItem != null;
    }

    @Override
    public E next() {
      E item = nextItem;
      ItemChain.Node<E> node = next;
      if (item == null || node == null) {
        throw new NoSuchElementException("no more items: ask hasNext() first");
      }
      lock.lock();
      try {
        returned = node;
        standOn(items.after(node));
      } finally {
        lock.unlock();
      }
      return item;
    }

    /** Removes the item returned last, that very one and not an equal one, unless it has left the queue already. */
    @Override
    public void remove() {
      ItemChain.Node<E> node = returned;
      if (node == null) {
        throw new IllegalStateException("nothing to remove: call next() first, once per remove()");
      }
      returned = null;
      lock.lock();
      try {
        unlink(node);
      } finally {
        lock.unlock();
      }
    }

    private void standOn(ItemChain.@Nullable Node<E> node) {
      next = node;
      nextItem = node == null ? null : node.item;
    }
  }
}
