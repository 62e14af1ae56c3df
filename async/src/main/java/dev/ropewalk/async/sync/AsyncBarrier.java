package dev.ropewalk.async.sync;

import dev.ropewalk.async.CancelledError;
import dev.ropewalk.sync.BarrierBrokenException;

/**
 * A meeting point for a fixed number of coroutines: each that comes is suspended until all have come, again and again. Python's
 * {@code asyncio.Barrier}. While the parties of a complete round leave, those who come already wait for the next one. The rules
 * on loops, threads and cancellation are those of the {@linkplain dev.ropewalk.async.sync package}.
 *
 * <p>A party that is cancelled before its round is complete leaves, and the others wait for another in its place: unlike that
 * of threads, this barrier is broken only by {@link #abort}. Python's {@code async with barrier} is a call of {@link #await}:
 * there is nothing to be done at the end of a block.
 */
public final class AsyncBarrier {
  /*
   * States, changed with the condition's lock held:
   *
   *   FILLING    parties come and wait                    to DRAINING by the last party, to RESETTING by reset, to BROKEN
   *   DRAINING   a complete round leaves                  to FILLING by the last to leave, to RESETTING by reset, to BROKEN
   *   RESETTING  those who were inside leave with errors  to FILLING by the last to leave, to BROKEN
   *   BROKEN     everybody gets an error                  to RESETTING or FILLING by reset
   *
   * inside counts the parties between their arrival and their leaving; those who come while DRAINING or RESETTING are not
   * inside yet. As the lock is needed to leave, parties leave one after the other, and a reset or abort may come between.
   */

  private enum State {
    FILLING,
    DRAINING,
    RESETTING,
    BROKEN
  }

  private final AsyncCondition changed = new AsyncCondition();
  private final int parties;
  private State state = State.FILLING;
  private int inside;

  /**
   * A barrier for this many parties.
   *
   * @throws IllegalArgumentException if there is not at least one party
   */
  public AsyncBarrier(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("a barrier needs at least one party, not " + parties);
    }
    this.parties = parties;
  }

  /**
   * Suspends the calling coroutine until all parties have come. Python's {@code wait()}.
   *
   * @return a number that no other party of the round gets, from zero up in the order of their coming
   * @throws BarrierBrokenException if the barrier is broken, or is aborted or reset before this party has left it
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalStateException if it has to wait, and the barrier is bound to another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public int await() {
    try (AsyncHold _ = changed.hold()) {
      changed.awaitUntil(() -> state != State.DRAINING && state != State.RESETTING);
      if (state == State.BROKEN) {
        throw new BarrierBrokenException(this + " was aborted: reset it to use it again", null);
      }
      int index = inside++;
      try {
        if (inside == parties) {
          state = State.DRAINING;
          changed.signalAll();
        } else {
          awaitRound();
        }
        return index;
      } finally {
        leave();
      }
    }
  }

  private void awaitRound() {
    changed.awaitUntil(() -> state != State.FILLING);
    if (state == State.BROKEN || state == State.RESETTING) {
      throw new BarrierBrokenException(
          this + " was " + (state == State.BROKEN ? "aborted" : "reset") + " by another coroutine",
          null);
    }
  }

  private void leave() {
    if (--inside == 0) {
      if (state == State.RESETTING || state == State.DRAINING) {
        state = State.FILLING;
      }
      changed.signalAll();
    }
  }

  /**
   * Makes the barrier be as new. Parties that wait or have not left yet get a {@link BarrierBrokenException}; those that have
   * come for the next round meanwhile are not concerned. May suspend. Python's {@code reset()}.
   *
   * @throws CancelledError if the calling task is cancelled before anything was done
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public void reset() {
    try (AsyncHold _ = changed.hold()) {
      state = inside > 0 ? State.RESETTING : State.FILLING;
      changed.signalAll();
    }
  }

  /**
   * Breaks the barrier until it is {@linkplain #reset reset}: parties that wait or have not left yet, those that have come for
   * the next round, and all who come later get a {@link BarrierBrokenException}. May suspend. Python's {@code abort()}.
   *
   * @throws CancelledError if the calling task is cancelled before anything was done
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public void abort() {
    try (AsyncHold _ = changed.hold()) {
      state = State.BROKEN;
      changed.signalAll();
    }
  }

  /** How many have to come. Python's {@code parties}. */
  public int parties() {
    return parties;
  }

  /** How many wait for their round to be complete; none while a complete one leaves. Python's {@code n_waiting}. */
  public int waiting() {
    return state == State.FILLING ? inside : 0;
  }

  /** Whether it was aborted and not reset since. Python's {@code broken}. */
  public boolean isBroken() {
    return state == State.BROKEN;
  }

  /** Which one it is, its state, and unless it is broken, how many wait. */
  @Override
  public String toString() {
    String details =
        switch (state) {
          case BROKEN -> "broken";
          case FILLING -> "filling, " + waiting() + " of " + parties + " waiting";
          case DRAINING -> "draining, 0 of " + parties + " waiting";
          case RESETTING -> "resetting, 0 of " + parties + " waiting";
        };
    return "AsyncBarrier@%x[%s]".formatted(System.identityHashCode(this), details);
  }
}
