package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Deadline;
import dev.ropewalk.threads.internal.Recordings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A meeting point for a fixed number of threads, its parties: each waits until all have come, then all go on, and the next
 * round begins. Python's {@code threading.Barrier}.
 *
 * <p>Every party gets the number of those that came before it in its round, from zero to parties minus one, so that one of
 * them can be chosen for something; {@code java.util.concurrent.CyclicBarrier} counts the other way round. An action, if
 * there is one, is run by the party that comes last, once in each round, before any of them goes on. No lock is held
 * meanwhile; threads that come then wait until it is over and belong to the next round.
 *
 * <p><b>A broken barrier.</b> A barrier breaks when a party's time runs out or a party is interrupted before the round is
 * complete, when the action throws, and by {@link #abort()}. All parties of the round then get a {@link
 * BarrierBrokenException} (the interrupted one its {@link InterruptedException}, the one that ran the action what the action
 * threw), and so does at once everybody who comes later, until {@link #reset()}. A round is either passed by all its
 * parties or by none.
 *
 * <p><b>Timeouts</b> run while parties are missing, not while the action runs. Zero means: pass if this party is the last,
 * else break the barrier. <b>Interruption</b>, on entry or while waiting, also while the action runs, breaks the barrier,
 * since the others would wait for a party that does not come; the JDK's barrier does the same (but not while the action
 * runs), Python has no interrupts. An interrupt that comes when the round is decided already stays pending.
 *
 * <p>Unlike {@code threading.Barrier}: negative timeouts, which Python takes for zero, are refused. An abort spares the
 * parties of a round that is complete, where Python's also hits those that have not woken up yet, so that some pass and
 * others don't. An abort takes effect while the action runs, and so may be called by the action or by whom it waits for,
 * where Python's would deadlock; the party that runs it finds out when it ends. So an action may have run in a round that
 * nobody passes. Nothing is held while waiting, so there is no
 * try-with-resources form.
 *
 * <p>Memory consistency effects: what each party did before it came happens-before the action, and that happens-before what
 * the parties do after they return. Actions before {@link #abort()} and {@link #reset()} happen-before the exceptions that
 * they cause.
 */
public final class Barrier {
  /*
   * Algorithm: a chain of rounds, each of which is used once; see BarrierRound for its states. A party arrives by a
   * compare-and-set that counts it and gives it its index, and waits at the gate of its round until that is over, which one
   * other compare-and-set decides. A round that is over, unless it is broken, is replaced by an empty one by whoever
   * comes across it first; a broken one only by reset().
   *
   * Invariants: (1) The outcome of a round never changes. Hence all its parties pass or none, and no party can miss it,
   * however late it wakes up: the rounds after it are other objects. (2) Only a round that is over is replaced, so nobody
   * arrives at a round that was left behind, or is left waiting there. (3) A full round takes nobody in; threads that come
   * while its action runs wait for its end. So actions don't overlap (unless somebody aborts and resets while one runs).
   *
   * Ordering: the state of a round and the reference to the current one are volatile. Each arrival reads what the arrival
   * before it wrote, and the outcome of a round that is passed is written by its last party after the action: from these
   * the happens-before edges follow.
   *
   * Rejected: CPython's single count under a lock with the states filling, draining, resetting and broken. Newcomers have
   * to wait until the last party of the round before has woken up, and an abort that comes meanwhile tears the round apart.
   * Rejected: running the action under a lock, as CPython and CyclicBarrier do: abort(), and an interrupt, would wait for it.
   */

  private final int parties;
  private final @Nullable Runnable action;
  private final @Nullable Duration timeout;
  private final AtomicReference<BarrierRound> current;

  /**
   * A barrier without an action and without a default timeout.
   *
   * @param parties how many threads meet
   * @throws IllegalArgumentException if there is not at least one party
   */
  public Barrier(int parties) {
    this(null, null, parties);
  }

  /**
   * A barrier without a default timeout.
   *
   * @param parties how many threads meet
   * @param action run once in each round by the last party to come, before any of them goes on
   * @throws IllegalArgumentException if there is not at least one party
   */
  public Barrier(int parties, Runnable action) {
    this(Objects.requireNonNull(action, "action"), null, parties);
  }

  /**
   * A barrier without an action.
   *
   * @param parties how many threads meet
   * @param timeout how long {@link #await()} waits
   * @throws IllegalArgumentException if there is not at least one party or the timeout is negative
   */
  public Barrier(int parties, Duration timeout) {
    this(null, Objects.requireNonNull(timeout, "timeout"), parties);
  }

  /**
   * A barrier with everything.
   *
   * @param parties how many threads meet
   * @param action run once in each round by the last party to come, before any of them goes on
   * @param timeout how long {@link #await()} waits
   * @throws IllegalArgumentException if there is not at least one party or the timeout is negative
   */
  public Barrier(int parties, Runnable action, Duration timeout) {
    this(
        Objects.requireNonNull(action, "action"),
        Objects.requireNonNull(timeout, "timeout"),
        parties);
  }

  private Barrier(@Nullable Runnable action, @Nullable Duration timeout, int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException(
          "a barrier for " + parties + " parties can't be passed: it needs at least one");
    }
    if (timeout != null) {
      long _ = Deadline.toNanos(timeout); // refuses a negative one here instead of in each await()
    }
    this.parties = parties;
    this.action = action;
    this.timeout = timeout;
    this.current = new AtomicReference<>(new BarrierRound(parties));
  }

  /**
   * Waits until all parties have come, at most for the default timeout if there is one. Python's {@code wait()}.
   *
   * @return how many parties came before this one
   * @throws BarrierBrokenException if the barrier is broken, or breaks or is reset while waiting
   * @throws InterruptedException if interrupted on entry or while waiting; the barrier is then broken
   */
  public int await() throws InterruptedException {
    return pass(timeout == null ? null : Deadline.after(timeout));
  }

  /**
   * Waits until all parties have come or the time is over, which breaks the barrier. Python's {@code wait(timeout)}.
   *
   * @return how many parties came before this one
   * @throws BarrierBrokenException if the time runs out, the barrier is broken, or it breaks or is reset while waiting
   * @throws IllegalArgumentException if the timeout is negative; the barrier stays as it is
   * @throws InterruptedException if interrupted on entry or while waiting; the barrier is then broken
   */
  public int await(Duration timeout) throws InterruptedException {
    return pass(Deadline.after(timeout));
  }

  /**
   * Breaks the barrier: parties that wait, and all that come before the next {@link #reset()}, get a {@link
   * BarrierBrokenException}. Does nothing if it is broken already, and does not take back a round that is complete.
   * Python's {@code abort()}.
   */
  public void abort() {
    breakUnlessOver(BarrierRound.ABORTED);
  }

  /**
   * Makes the barrier empty and usable. Parties that wait for others get a {@link BarrierBrokenException}; they, and
   * everybody else, may come again at once. Does nothing to parties that are all there, even if their action still runs.
   * Python's {@code reset()}.
   */
  public void reset() {
    BarrierRound round = current.get();
    while (!round.resetUnlessBroken() && !replace(round)) {
      round = current.get(); // another reset() was faster, and the barrier may have broken again
    }
  }

  /** How many threads have to come. Python's {@code parties}. */
  public int parties() {
    return parties;
  }

  /**
   * How many parties of the round are there at the moment; all of them while the action runs. Python's {@code n_waiting}; for
   * display, not for decisions.
   */
  public int waiting() {
    return current.get().arrived();
  }

  /** Whether the barrier is broken at the moment. Python's {@code broken}. */
  public boolean isBroken() {
    return current.get().isBroken();
  }

  /** Tells how many parties are there, or that the barrier is broken, and why. */
  @Override
  public String toString() {
    BarrierRound round = current.get();
    String state =
        round.isBroken()
            ? "broken: " + round.reason()
            : round.arrived() + " of " + parties + " waiting";
    return Identity.of(this) + "[" + state + "]";
  }

  private int pass(@Nullable Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      breakUnlessOver(BarrierRound.INTERRUPTED);
      throw new InterruptedException();
    }
    while (true) {
      BarrierRound round = current.get();
      int index = round.arrive();
      if (index == parties - 1) {
        complete(round);
        return index;
      }
      if (index != BarrierRound.REFUSED) {
        awaitOthers(round, index, deadline);
        return index;
      }
      awaitNext(round);
    }
  }

  /** What the last party does. */
  private void complete(BarrierRound round) {
    if (action != null) {
      try {
        action.run();
      } catch (Throwable e) {
        round.fail(e);
        throw e;
      }
    }
    if (!round.pass()) {
      throw broken(round);
    }
    replace(round);
  }

  /** What all other parties do. */
  private void awaitOthers(BarrierRound round, int index, @Nullable Deadline deadline)
      throws InterruptedException {
    BarrierWaitEvent event = Recordings.any() ? BarrierWaitEvent.begun() : null;
    try {
      if (deadline != null && !round.awaitOver(deadline.remainingNanos())) {
        round.timeOut();
      }
      round.awaitOver(); // returns at once, unless the round is complete and its action runs
    } catch (InterruptedException e) {
      if (round.breakUnlessOver(BarrierRound.INTERRUPTED)) {
        throw e;
      }
      Thread.currentThread().interrupt();
    } finally {
      if (event != null) {
        event.ended(this, index, round.isPassed());
      }
    }
    if (!round.isPassed()) {
      throw broken(round);
    }
  }

  /** What a thread does that finds a round which takes nobody in. */
  private void awaitNext(BarrierRound round) throws InterruptedException {
    try {
      round.awaitOver();
    } catch (InterruptedException e) {
      breakUnlessOver(BarrierRound.INTERRUPTED);
      throw e;
    }
    if (round.isBroken()) {
      throw broken(round);
    }
    replace(round);
  }

  private void breakUnlessOver(int how) {
    BarrierRound round = current.get();
    while (!round.breakUnlessOver(how) && !round.isBroken()) {
      replace(round);
      round = current.get();
    }
  }

  /** Only for a round that is over; false if another thread has done it. */
  private boolean replace(BarrierRound round) {
    return current.compareAndSet(round, new BarrierRound(parties));
  }

  private BarrierBrokenException broken(BarrierRound round) {
    String remedy = round.isBroken() ? "reset() makes it usable again" : "all may come again";
    return new BarrierBrokenException(
        Identity.of(this) + " for " + parties + " parties: " + round.reason() + "; " + remedy,
        round.failure());
  }
}
