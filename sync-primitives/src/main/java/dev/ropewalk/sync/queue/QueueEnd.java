package dev.ropewalk.sync.queue;

import java.util.concurrent.locks.AbstractQueuedSynchronizer.ConditionObject;

/** Where one side of a queue, its putters or its takers, works and waits. */
final class QueueEnd {
  /*
   * waiting is true while a thread waits here that nobody has woken yet. It may be true without one (the thread gave up), which
   * costs the next waker a look; it is never false with one:
   * - it becomes true with the lock held, before the thread waits, and the lock is not free in between;
   * - it becomes false only with the lock held, by one who sees that no thread waits.
   *
   * So each item that comes, or slot that becomes free, wakes one thread as long as one is there, and after that it costs
   * the other side no more than reading the flag. That the reader doesn't come too early for a waiter who looked too
   * early is the business of QueueLock.observe.
   */

  final QueueLock lock;
  private final ConditionObject condition;
  private volatile boolean waiting;

  QueueEnd(QueueLock lock) {
    this.lock = lock;
    this.condition = lock.newCondition();
  }

  /** Says that the caller, who holds the lock, is about to wait; it must look once more before it does. */
  void announce() {
    waiting = true;
  }

  /** Takes back {@link #announce}: the caller, who still holds the lock, need not wait. */
  void retract() {
    waiting = lock.hasWaiters(condition);
  }

  /**
   * Waits to be woken, with the lock released meanwhile, and returns how many nanoseconds are left; {@link Long#MAX_VALUE} is
   * for ever. An interrupt never costs a wakeup that was meant for another.
   *
   * @throws IllegalStateException if the thread is inside another operation of the queue: holding the lock of the other end as
   *     well nobody could wake it, and others must not see that operation half done
   */
  @SuppressWarnings("WaitNotInLoop") // the callers loop
  long await(long nanos, QueueEnd other) throws InterruptedException {
    if (lock.isNested() || (other.lock != lock && other.lock.isHeldByCurrentThread())) {
      throw new IllegalStateException(
          "can't wait for a queue inside one of its own operations, such as equals() of an item");
    }
    if (nanos == Long.MAX_VALUE) {
      condition.await();
      return nanos;
    }
    return condition.awaitNanos(nanos);
  }

  /** Wakes one waiting thread, if there is one. The caller has made something to wake it for, and let go of its own lock. */
  void wakeOne() {
    if (waiting) {
      lock.lock();
      try {
        wake(1);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Wakes so many waiting threads. Caller holds the lock. */
  void wake(int most) {
    for (int i = 0; i < most && waiting; i++) {
      condition.signal();
      retract();
    }
  }
}
