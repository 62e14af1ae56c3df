package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.WaitPolicy;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** A queue of waiting threads that newcomers may overtake, but not for longer than about a millisecond. */
// Serializable only because AbstractQueuedSynchronizer is; never reachable from outside.
@SuppressWarnings("serial")
abstract class TurnSync extends AbstractQueuedSynchronizer {
  /*
   * Letting newcomers overtake is what makes a contended lock fast: the lock goes to a thread that runs, while the woken
   * one is still on its way. Left at that, the woken thread may find the lock taken again each time. So the lock is
   * reserved for the thread that waits first once it has been first for about a millisecond: until it gets the lock,
   * newcomers queue. The second in line becomes first then, and its own millisecond begins; a thread with n before it
   * waits for at most about n + 1 milliseconds beside the time for which the lock is held.
   *
   * turn is a hint. It decides who may try, never who gets: that is for the compare-and-set of the subclass alone, so no
   * value of it, however stale, can harm mutual exclusion or lose a permit. Nor can it lose a wakeup, for a newcomer
   * that it turns away queues, as in a fair lock of the JDK, and the queue wakes its first thread at each release; with an
   * empty queue hasQueuedPredecessors() is false and everybody may try, whatever turn says.
   *
   *   OPEN       nobody has waited in vain; newcomers may try
   *   a stamp    positive: since when the first thread has been first; newcomers may try. The lowest bit is WATCHED
   *   RESERVED   newcomers queue
   *   FAIR       the same, for ever
   *
   *   OPEN -> stamp       the first thread tried in vain                           (that thread, refused())
   *   stamp -> RESERVED   a millisecond after the stamp                            (that thread, or one that releases)
   *   stamp -> OPEN, RESERVED -> OPEN   nobody queues any more                     (one that releases)
   *   any -> new stamp    the first thread got the lock; whoever is next is first  (that thread, passTurn())
   *
   * Reading the clock at each release would cost a contended lock more than the release itself. A thread that is awake
   * reads it for itself. One that is parked needs whoever releases next, and only that one: with WATCHED clear nobody
   * looks. The first thread sets WATCHED each time it tries in vain, and it tries between announcing that it will park and
   * parking; a release clears WATCHED before it frees the lock. So a thread that stays parked has WATCHED set, or an
   * unpark on its way; evidence: FairnessTest.
   *
   * All accesses are volatile. Of two writes at once one is lost; the thread that is still first makes it again when it
   * next tries in vain, and passTurn() starts afresh.
   *
   * Rejected: counting from when a thread began to wait, as Go's mutex does. Where more threads want the lock than there are
   * processors all of them have soon waited that long, and the lock goes from one thread that still sleeps to the next;
   * measured in docs/decisions/0009-eventual-fairness.md.
   *
   * backOff: a thread that finds the lock taken and nobody waiting looks again a few times, after pauses that double,
   * before it queues. In all it takes less than the park and unpark that it may save both sides. The pauses are what
   * pays: looking without them takes the cache line away from the thread that holds the lock.
   */

  private static final int OPEN = 0;
  private static final int RESERVED = -1;
  private static final int FAIR = -2;
  private static final int WATCHED = 1;

  /** A stamp counts units of about 8 microseconds, modulo 2^30 of them: it wraps after more than two hours. */
  private static final int UNIT_SHIFT = 13;

  private static final int UNITS_MASK = (1 << 30) - 1;
  private static final int LIMIT = 1_000_000 >> UNIT_SHIFT;

  private static final int FIRST_PAUSE = 4;
  private static final int LOOKS = 5;

  private volatile int turn;

  TurnSync(boolean fair) {
    if (fair) {
      turn = FAIR;
    }
  }

  /** Tries once, if it is the calling thread's turn or newcomers may overtake; whether it got the lock. */
  abstract boolean tryAtOnce();

  /** Whether a try has a chance: a mere read, which leaves the cache line to the thread that holds the lock. */
  abstract boolean looksFree();

  final boolean isFair() {
    return turn == FAIR;
  }

  /** Whether the calling thread, waiting or new, may try now. */
  final boolean mayTry() {
    return turn >= OPEN || !hasQueuedPredecessors();
  }

  /** To be called after a successful try that may have been one of a waiting thread. */
  final void passTurn() {
    int now = turn;
    if (now != OPEN && now != FAIR && isFirst()) {
      turn = stamp();
    }
  }

  /** To be called after a try in vain. */
  final void refused() {
    int now = turn;
    if (now < OPEN || !isFirst()) {
      return;
    }
    if (now == OPEN) {
      turn = stamp();
    } else if (isOver(now)) {
      turn = RESERVED;
    } else if ((now & WATCHED) == 0) {
      turn = now | WATCHED;
    }
  }

  /** To be called before a release lets others have what the calling thread held. */
  final void releasing() {
    int now = turn;
    if ((now & WATCHED) != 0) { // also true of RESERVED
      look(now);
    }
  }

  private void look(int now) {
    if (!hasQueuedThreads()) {
      turn = OPEN;
    } else if (now > OPEN) {
      turn = isOver(now) ? RESERVED : now & ~WATCHED;
    }
  }

  /** Looks again a few times, if that is likely to be cheaper than to wait in the queue; whether it got the lock. */
  final boolean backOff() {
    if (hasQueuedThreads()
        || turn == FAIR
        || !WaitPolicy.machineAllows()
        || Thread.currentThread().isVirtual()) {
      return false;
    }
    int pause = FIRST_PAUSE;
    for (int look = 0; look < LOOKS; look++) {
      for (int i = 0; i < pause; i++) {
        Thread.onSpinWait();
      }
      if (looksFree() && tryAtOnce()) {
        return true;
      }
      pause *= 2;
    }
    return false;
  }

  private boolean isFirst() {
    return getFirstQueuedThread() == Thread.currentThread();
  }

  private static int stamp() {
    return units() << 1 | WATCHED;
  }

  private static int units() {
    return (int) (System.nanoTime() >>> UNIT_SHIFT) & UNITS_MASK;
  }

  private static boolean isOver(int stamp) {
    return (units() - (stamp >>> 1) & UNITS_MASK) > LIMIT;
  }
}
