package dev.ropewalk.threads;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims checked for {@link DelayedCall}: see each nested class. */
public final class DelayedCallJCStress {

  private DelayedCallJCStress() {}

  /** Of a cancel and the moment a call is due one wins: it is cancelled or made, never both and never neither. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "cancelled and not called")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "called and not cancelled")
  @Outcome(expect = Expect.FORBIDDEN, desc = "called though cancelled, or neither")
  @State
  public static class CancelledOrCalled {
    private final AtomicInteger calls = new AtomicInteger();
    private final DelayedCall call =
        DelayedCall.of(Duration.ofDays(1), calls::incrementAndGet).setDaemon(true).start();

    /** Cancels. */
    @Actor
    public void canceller(II_Result result) {
      result.r1 = call.cancel() ? 1 : 0;
    }

    /** Does what the scheduler does when the time has come. */
    @Actor
    public void scheduler() {
      if (call.fire()) {
        call.call();
      }
    }

    /** Counts; takes a call that was made by hand off the scheduler. */
    @Arbiter
    public void count(II_Result result) {
      result.r2 = calls.get();
      CallScheduler.DAEMON.remove(call);
    }
  }

  /** Through the scheduler and its thread: whatever a cancel says is true, and a join after it returns. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "cancelled and not called")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "called and not cancelled")
  @Outcome(expect = Expect.FORBIDDEN, desc = "called though cancelled, or neither")
  @State
  public static class LongCancelledOrCalledByTheScheduler {
    private final AtomicInteger calls = new AtomicInteger();
    private final DelayedCall call =
        DelayedCall.of(Duration.ZERO, calls::incrementAndGet).setDaemon(true);

    /** Starts. */
    @Actor
    public void starter() {
      call.start();
    }

    /** Cancels. */
    @Actor
    public void canceller(II_Result result) {
      result.r1 = call.cancel() ? 1 : 0;
    }

    /** Counts at the end. */
    @Arbiter
    public void count(II_Result result) {
      dev.ropewalk.testkit.NotInterrupted.run(call::join);
      result.r2 = calls.get();
    }
  }

  /** A flag that is looked at and then acted upon: the harness must be able to see both win. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "one of them, by chance")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "called though cancelled")
  @Outcome(expect = Expect.FORBIDDEN, desc = "neither is impossible even so")
  @State
  public static class BrokenLooksThenActs {
    private volatile boolean cancelled;
    private volatile boolean fired;

    /** Cancels unless it sees a call. */
    @Actor
    public void canceller(II_Result result) {
      if (!fired) {
        cancelled = true;
        result.r1 = 1;
      }
    }

    /** Calls unless it sees a cancel. */
    @Actor
    public void scheduler(II_Result result) {
      if (!cancelled) {
        fired = true;
        result.r2 = 1;
      }
    }
  }
}
