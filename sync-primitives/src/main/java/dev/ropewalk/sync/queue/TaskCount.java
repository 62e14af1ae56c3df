package dev.ropewalk.sync.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many items of a queue have been put and not been declared done, and the wait for none. */
final class TaskCount {
  /*
   * unfinished = items.added() - done. Both only grow, inserting counts by itself, and so putters and takers pay nothing:
   * only taskDone() writes here, by compare-and-set.
   *
   * done never passes added: who would let it do so reads added after done and refuses. Of an item that has left the queue
   * nobody need ask whether it was added, so the end of putters is looked at only by who is ahead of the takers. That a put is
   * counted before its taskDone follows from ItemStore.added.
   *
   * A joiner must also return when the count was zero and rose again before it got to see it; otherwise it could miss every
   * zero of a busy queue. noneAt is how many items had been inserted when the count was last seen at zero by one who made it
   * so. A zero of that kind happened during a wait exactly if noneAt is at least what had been inserted when the wait began.
   * An insertion that overlaps the last taskDone may count as before it.
   *
   * No wakeup is lost: a joiner counts itself in joining and then reads done; taskDone changes done and then reads joining.
   * Both are volatile, so one of the two sees the other.
   *
   * The counts are longs: a program that never calls taskDone would let an int overflow in minutes.
   */

  private static final VarHandle DONE;

  static {
    try {
      DONE = MethodHandles.lookup().findVarHandle(TaskCount.class, "done", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ItemStore<?> items;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private volatile int joining; // written with the lock
  private long noneAt; // guarded by lock

  // What every taskDone() writes lies apart from what others read: in this object and, whatever it
  // is, behind it.
  long before0;
  long before1;
  long before2;
  private volatile long done;
  long behind0;
  long behind1;
  long behind2;
  long behind3;
  long behind4;
  long behind5;
  long behind6;

  TaskCount(ItemStore<?> items) {
    this.items = items;
  }

  /** The count at one moment of the call. */
  long unfinished() {
    while (true) {
      long before = done;
      long unfinished = items.added() - before;
      if (done == before) {
        return unfinished;
      }
    }
  }

  /** Returns false, changing nothing, if there is nothing left to finish. */
  boolean done() {
    return done(1) == 1;
  }

  /** Declares up to so many tasks done, no more than are unfinished, and tells how many. */
  int done(int tasks) {
    while (true) {
      long before = done;
      long after = before + tasks;
      if (after > items.left()) {
        after = Math.min(after, items.added());
        if (after <= before) {
          return 0;
        }
      }
      if (DONE.compareAndSet(this, before, after)) {
        if (joining > 0) {
          wakeIfNone(after);
        }
        return (int) (after - before);
      }
    }
  }

  private void wakeIfNone(long doneNow) {
    if (items.added() > doneNow) {
      return;
    }
    lock.lock();
    try {
      noneAt = Math.max(noneAt, doneNow);
      none.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns false if so many nanoseconds, {@link Long#MAX_VALUE} for ever, went by without the count being zero. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the lock is held
  boolean awaitNone(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    joining++;
    try {
      long addedBefore = items.added();
      long left = nanos;
      while (unfinished() > 0 && noneAt < addedBefore) {
        if (left <= 0) {
          return false;
        }
        if (nanos == Long.MAX_VALUE) {
          none.await();
        } else {
          left = none.awaitNanos(left);
        }
      }
      return true;
    } finally {
      joining--;
      lock.unlock();
    }
  }
}
