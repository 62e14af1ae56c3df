package dev.ropewalk.sync.queue;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** The lock of one end of a queue, or of a whole queue: reentrant, newcomers may overtake. */
@SuppressWarnings(
    "serial") // never serialized; AbstractQueuedSynchronizer is Serializable for the JDK's own
// locks
final class QueueLock extends AbstractQueuedSynchronizer {
  /*
   * A ReentrantLock, with two things more.
   *
   * 1. observe(). Its state is read and written as a volatile, which AbstractQueuedSynchronizer promises and ReentrantLock
   * doesn't. So whoever observes this lock sees all that was done in critical sections whose unlock precedes the observation
   * in the total order of volatile accesses: the observation reads the state that the unlock wrote, or one that later
   * holders wrote, each of whom had read its predecessor's. Queues use it in both directions between "I changed something,
   * does anybody wait?" and "I wait, did anything change?":
   *
   *     changer                                 waiter
   *     index.setRelease(...)                   waiting = true             (volatile)
   *     unlock()               (volatile)       observe() the changer's lock
   *     read waiting           (volatile)       read index
   *
   * If the changer reads false, its read precedes the waiter's write in that order, so its unlock precedes the waiter's
   * observation, and the waiter sees the new index. No fence beyond the unlock's own is needed.
   *
   * 2. The fields of the end that it guards lie beside its state, and padding behind them: a critical section then touches
   * one cache line, and never one of the other end's.
   */

  /** How far this end has come; written with this lock held, read by the other end with acquire. */
  long position;

  /** Up to where this end may go without looking at the other; guarded by this lock. */
  long limit;

  long pad0;
  long pad1;
  long pad2;
  long pad3;
  long pad4;
  long pad5;
  long pad6;
  long pad7;

  QueueLock() {}

  void lock() {
    acquire(1);
  }

  void lockInterruptibly() throws InterruptedException {
    acquireInterruptibly(1);
  }

  void unlock() {
    release(1);
  }

  /** From here on one sees what was done with this lock held before an unlock that came first. */
  void observe() {
    int _ = getState();
  }

  boolean isHeldByCurrentThread() {
    return isHeldExclusively();
  }

  ConditionObject newCondition() {
    return new ConditionObject();
  }

  @Override
  protected boolean tryAcquire(int holds) {
    Thread me = Thread.currentThread();
    int held = getState();
    if (held == 0) {
      if (compareAndSetState(0, holds)) {
        setExclusiveOwnerThread(me);
        return true;
      }
    } else if (getExclusiveOwnerThread() == me) {
      setState(held + holds);
      return true;
    }
    return false;
  }

  @Override
  protected boolean tryRelease(int holds) {
    int left = getState() - holds;
    if (left == 0) {
      setExclusiveOwnerThread(null);
    }
    setState(left);
    return left == 0;
  }

  @Override
  protected boolean isHeldExclusively() {
    return getExclusiveOwnerThread() == Thread.currentThread();
  }
}
