package dev.ropewalk.async.carrier;

import java.util.concurrent.locks.LockSupport;

/**
 * Says which one of a loop's threads may run. The threads are the one that called {@code run} and the virtual thread of
 * each coroutine that has started; the thread that holds the baton gives it to exactly one other and then waits.
 */
public final class Baton {
  /*
   * Algorithm: one volatile reference to the thread that may run. To pass the baton is to write the next thread's
   * identity and unpark it; to wait for it is to park until the field names oneself.
   *
   * Invariants:
   *   I1  Only the holder writes the field, and only to give the baton away (passToNew takes it back on behalf of a
   *       thread that never started, and takeOver on behalf of one that won't use it again). So there is one holder at any time, and a thread that reads its own identity
   *       holds the baton until it writes another's.
   *   I2  Whoever was given the baton is awake or will be woken: the write comes before the unpark, and the waiter reads
   *       the field between any two parks. Either it reads the new value, or the unpark comes after its read and makes
   *       its next park return. Permits left over from elsewhere only cost one more look at the field.
   *
   * Memory ordering: the write in pass happens-before the read that ends the wait, so all that one holder did
   * happens-before all that the next one does; by induction the holders of a loop are totally ordered. A loop's own data
   * (ready queue, timers, states of tasks) is therefore plain, touched by the holder only. After passing the baton on, a
   * thread touches none of it until it has the baton back. For a thread that is started instead of unparked, Thread.start
   * gives the same edge.
   *
   * isMine needs no more than that: a thread sees its own identity only if it was the last to be given the baton and
   * has not written since.
   *
   * Field    read             write
   * holder   by any thread    by the holder
   *
   * Interruption is not a way to get the baton. It makes park return at once for as long as the status is set, so both
   * waits clear it; what becomes of it is said at each.
   *
   * Rejected: a semaphore or a lock with conditions per thread (the same two steps, more memory for each coroutine); a
   * central scheduler thread between any two coroutines (twice the switches).
   *
   * Checked by BatonJCStress.
   */

  private volatile Thread holder;

  /** A baton in the hand of {@code first}. */
  public Baton(Thread first) {
    this.holder = first;
  }

  /** Whether the calling thread holds the baton. */
  public boolean isMine() {
    return holder == Thread.currentThread();
  }

  /** Who has the baton, or was given it and is about to notice. Any thread. */
  public Thread holder() {
    return holder;
  }

  /** Gives the baton to a started thread, which may be running already when this returns. */
  public void pass(Thread next) {
    assert isMine() : "passed on by a thread that does not hold it";
    holder = next;
    LockSupport.unpark(next);
  }

  /**
   * Gives the baton to a thread by starting it. When it can't be started the caller still holds the baton, and the
   * failure is thrown.
   */
  public void passToNew(Thread unstarted) {
    assert isMine() : "passed on by a thread that does not hold it";
    holder = unstarted;
    try {
      unstarted.start();
    } catch (Throwable failure) {
      holder = Thread.currentThread();
      throw failure;
    }
  }

  /**
   * Takes the baton from a thread that holds it and does nothing with it any more; all that it did must happen before this by
   * other means.
   */
  public void takeOver() {
    holder = Thread.currentThread();
  }

  /** Waits for the baton. An interrupt neither ends the wait nor is lost: the status is set again afterwards. */
  public void awaitUninterruptibly() {
    Thread me = Thread.currentThread();
    boolean interrupted = false;
    while (holder != me) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      me.interrupt();
    }
  }

  /**
   * Waits for the baton. Each interrupt noticed meanwhile clears the status and runs {@code onInterrupt} on the calling
   * thread, which does not hold the baton then.
   */
  public void await(Runnable onInterrupt) {
    Thread me = Thread.currentThread();
    while (holder != me) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        onInterrupt.run();
      }
    }
  }
}
