package dev.ropewalk.multiprocess;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims checked for {@link Interrupts}: see each nested class. */
public final class InterruptsJCStress {

  private InterruptsJCStress() {}

  /** A task that lost its worker and is about to be sent to the next. */
  public abstract static class NextAttempt {
    private int sent;
    final Interrupts interrupts = new Interrupts();
    private final KillSwitch killSwitch =
        new KillSwitch(
            new KillSwitch.Target() {
              @Override
              public void interrupt() {
                interrupts.interrupt();
              }

              @Override
              public void kill() {}
            },
            Duration.ofDays(1));

    /** The task is about to be sent. */
    void open() {
      interrupts.open(() -> sent++);
    }

    /** How many interrupts it sent. */
    int cancel() {
      killSwitch.run();
      return sent;
    }

    int isTripped() {
      return killSwitch.isTripped() ? 1 : 0;
    }

    /** Ends the timer. */
    void release() {
      boolean _ = killSwitch.spare();
    }
  }

  /** A task is cancelled while it is about to be sent to its next worker: it is interrupted or not sent. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "sent and interrupted")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "neither sent nor interrupted")
  @Outcome(
      id = "1, 1",
      expect = Expect.ACCEPTABLE,
      desc = "not sent, and there is nothing to interrupt")
  @Outcome(expect = Expect.FORBIDDEN, desc = "sent, and nothing tells it of the cancellation")
  @State
  public static class LongEitherInterruptedOrNotSent extends NextAttempt {

    /** Cancels the task. */
    @Actor
    public void canceller(II_Result result) {
      result.r1 = cancel();
    }

    /** Opens the way for interrupts, then decides about the task. */
    @Actor
    public void worker(II_Result result) {
      open();
      result.r2 = isTripped();
    }

    /** Of each sample. */
    @Arbiter
    public void end() {
      release();
    }
  }

  /** The same, deciding first. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "as above")
  @Outcome(
      id = "0, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "cancelled between the two: the body would run until it is killed")
  @State
  public static class BrokenDecidesBeforeTheWayIsOpen extends NextAttempt {

    /** Cancels the task. */
    @Actor
    public void canceller(II_Result result) {
      result.r1 = cancel();
    }

    /** Decides about the task, then opens the way. */
    @Actor
    public void worker(II_Result result) {
      result.r2 = isTripped();
      open();
    }

    /** Of each sample. */
    @Arbiter
    public void end() {
      release();
    }
  }
}
