package dev.ropewalk.sync.queue;

import java.util.concurrent.locks.Condition;

/**
 * How many items of a queue have been put and not been declared done, and the wait for none. Guarded by the queue's lock:
 * every method is called with it held.
 */
final class TaskCount {
  /*
   * A joiner must also return when the count was zero and rose again before it got the lock back; otherwise it could miss
   * every zero of a busy queue. So it waits for a change of timesNone, not only for the count itself.
   *
   * unfinished is a long: a program that never calls taskDone would let an int overflow in minutes.
   */

  private final Condition none;
  private long unfinished;
  private long timesNone;

  /** Waits on this condition of the queue's lock. */
  TaskCount(Condition none) {
    this.none = none;
  }

  long unfinished() {
    return unfinished;
  }

  void added() {
    unfinished++;
  }

  /** Returns false, changing nothing, if there is nothing left to finish. */
  boolean done() {
    if (unfinished == 0) {
      return false;
    }
    unfinished--;
    if (unfinished == 0) {
      timesNone++;
      none.signalAll();
    }
    return true;
  }

  void awaitNone() throws InterruptedException {
    long before = timesNone;
    while (unfinished > 0 && timesNone == before) {
      none.await();
    }
  }

  /** Returns false if so many nanoseconds went by without the count being zero. */
  boolean awaitNone(long nanos) throws InterruptedException {
    long before = timesNone;
    long left = nanos;
    while (unfinished > 0 && timesNone == before) {
      if (left <= 0) {
        return false;
      }
      left = none.awaitNanos(left);
    }
    return true;
  }
}
