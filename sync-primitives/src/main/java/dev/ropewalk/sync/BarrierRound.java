package dev.ropewalk.sync;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/** One round of a {@link Barrier}: counts the parties that arrive, and is the gate at which they wait until it is over. */
// Serializable only because AbstractQueuedSynchronizer is; never reachable from outside.
@SuppressWarnings("serial")
final class BarrierRound extends AbstractQueuedSynchronizer {
  /*
   * State, changed by compare-and-set only:
   *
   *   0 to parties - 1   so many have arrived            to the next by arrive(); to any outcome but PASSED and FAILED
   *   parties            complete, the action may run    to any outcome but RESET and TIMED_OUT
   *   negative           over, with this outcome         for ever
   *
   * Only the party that made the round complete calls pass() and fail(). Whoever decides the outcome opens the gate after it
   * with releaseShared; a thread that comes in between finds the outcome and does not wait.
   *
   * failure: written only by that party, before the compare-and-set to FAILED that publishes it; read after FAILED was seen.
   */

  /** What {@link #arrive()} says if the round is complete or over. */
  static final int REFUSED = -1;

  // Outcomes. From ABORTED down the barrier stays broken.
  private static final int PASSED = -1;
  private static final int RESET = -2;
  static final int ABORTED = -3;
  static final int INTERRUPTED = -4;
  private static final int TIMED_OUT = -5;
  private static final int FAILED = -6;

  private final int parties;
  private @Nullable Throwable failure;

  BarrierRound(int parties) {
    this.parties = parties;
  }

  /** Counts the calling thread in and returns how many came before it, or {@link #REFUSED}. */
  int arrive() {
    while (true) {
      int before = getState();
      if (before < 0 || before == parties) {
        return REFUSED;
      }
      if (compareAndSetState(before, before + 1)) {
        return before;
      }
    }
  }

  /** Lets all parties go on, unless the round was broken while the action ran. */
  boolean pass() {
    return end(parties, PASSED);
  }

  /** Breaks the round because the action threw this, unless it was broken already while the action ran. */
  void fail(Throwable thrown) {
    failure = thrown;
    boolean _ = end(parties, FAILED);
  }

  /** Breaks the round if parties are missing. */
  void timeOut() {
    int now = getState();
    while (isMissingParties(now) && !end(now, TIMED_OUT)) {
      now = getState();
    }
  }

  /** Breaks the round in one of the ways {@link #ABORTED} and {@link #INTERRUPTED}; false if it was over. */
  boolean breakUnlessOver(int how) {
    int now = getState();
    while (now >= 0) {
      if (end(now, how)) {
        return true;
      }
      now = getState();
    }
    return false;
  }

  /** Sends the parties away if there are some and some are missing; false if the round was broken. */
  boolean resetUnlessBroken() {
    int now = getState();
    while (now > 0 && isMissingParties(now) && !end(now, RESET)) {
      now = getState();
    }
    return !isBroken(now);
  }

  /** Waits until the round is over. */
  void awaitOver() throws InterruptedException {
    acquireSharedInterruptibly(1);
  }

  /** Waits until the round is over or the time is; says whether the round is. */
  boolean awaitOver(long nanos) throws InterruptedException {
    return tryAcquireSharedNanos(1, nanos);
  }

  boolean isPassed() {
    return getState() == PASSED;
  }

  boolean isBroken() {
    return isBroken(getState());
  }

  /** How many parties have arrived; 0 if the round is over. */
  int arrived() {
    return Math.max(getState(), 0);
  }

  /** What the action threw, if that broke the round. */
  @Nullable Throwable failure() {
    return getState() == FAILED ? failure : null;
  }

  /** Why a round that is over was not passed. */
  String reason() {
    return switch (getState()) {
      case RESET -> "it was reset";
      case ABORTED -> "it was aborted";
      case INTERRUPTED -> "a party was interrupted";
      case TIMED_OUT -> "a party's time ran out before all had come";
      default -> "its action failed";
    };
  }

  private boolean isMissingParties(int state) {
    return state >= 0 && state < parties;
  }

  private static boolean isBroken(int state) {
    return state <= ABORTED;
  }

  private boolean end(int from, int outcome) {
    return compareAndSetState(from, outcome) && releaseShared(1);
  }

  @Override
  protected int tryAcquireShared(int ignored) {
    return getState() < 0 ? 1 : -1;
  }

  @Override
  protected boolean tryReleaseShared(int ignored) {
    return true;
  }
}
