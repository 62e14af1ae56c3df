package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.threads.ContextCarrier;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims checked for {@link KillSwitch}: see each nested class. */
public final class KillSwitchJCStress {

  private KillSwitchJCStress() {}

  /** A task that its worker runs. */
  public abstract static class RunningTask {
    final KillSwitch killSwitch =
        new KillSwitch(
            new KillSwitch.Target() {
              @Override
              public void interrupt() {}

              @Override
              public void kill() {}
            },
            Duration.ZERO);
    final EngineFuture<Integer> future =
        new EngineFuture<>(() -> 1, ContextCarrier.none().capture());

    RunningTask() {
      if (!future.start(killSwitch)) {
        throw new AssertionError("nobody else has started it");
      }
    }

    int cancel() {
      return future.cancel(true) ? 1 : 0;
    }

    int isTripped() {
      return killSwitch.isTripped() ? 1 : 0;
    }
  }

  /** A result arrives while its task is cancelled: the worker gets no other task if, and only if, it is killed. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled in time, worker given up")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled too late, worker kept")
  @Outcome(
      expect = Expect.FORBIDDEN,
      desc = "a killed worker gets the next task, or one is killed for nothing")
  @State
  public static class NoKillReachesTheNextTask extends RunningTask {

    /** Cancels the task. */
    @Actor
    public void canceller(II_Result result) {
      result.r1 = cancel();
    }

    /** Ends the task, then decides about the worker. */
    @Actor
    public void worker(II_Result result) {
      future.succeed(1);
      result.r2 = isTripped();
    }
  }

  /** The same, deciding first. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "0, 0"},
      expect = Expect.ACCEPTABLE,
      desc = "as above")
  @Outcome(
      id = "1, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "the worker was kept and then killed: the next task would have died")
  @Outcome(expect = Expect.FORBIDDEN, desc = "killed for nothing")
  @State
  public static class BrokenDecidesBeforeTheEnd extends RunningTask {

    /** Cancels the task. */
    @Actor
    public void canceller(II_Result result) {
      result.r1 = cancel();
    }

    /** Decides about the worker, then ends the task. */
    @Actor
    public void worker(II_Result result) {
      result.r2 = isTripped();
      future.succeed(1);
    }
  }

  /** The body of a cancelled task ends while its time runs out: the process lives or is killed, and it is known which. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "ended in time, lives")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "ended too late, killed")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lives on and is killed, or was given up and lives")
  @State
  public static class LongSpareOrKill {
    private final AtomicInteger kills = new AtomicInteger();
    private final KillSwitch killSwitch =
        new KillSwitch(
            new KillSwitch.Target() {
              @Override
              public void interrupt() {}

              @Override
              public void kill() {
                kills.incrementAndGet();
              }
            },
            Duration.ofDays(1));

    /** The task is cancelled. */
    public LongSpareOrKill() {
      killSwitch.run();
    }

    /** The body had its time. */
    @Actor
    public void timer() {
      killSwitch.kill();
    }

    /** The body ends. */
    @Actor
    public void worker(II_Result result) {
      result.r1 = killSwitch.spare() ? 1 : 0;
    }

    /** How often it was killed. */
    @Arbiter
    public void kills(II_Result result) {
      result.r2 = kills.get();
    }
  }
}
