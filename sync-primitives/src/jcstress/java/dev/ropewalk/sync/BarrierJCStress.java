package dev.ropewalk.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ropewalk.testkit.NotInterrupted;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * Claims about {@link Barrier}, one for each nested class. Run: {@code mvn -pl sync-primitives -am test
 * -Djcstress.tests=BarrierJCStress}.
 */
public final class BarrierJCStress {

  private static final int BROKEN = -1;

  /** About as long as the other actor takes to come. */
  private static final Duration BRIEF = Duration.ofNanos(3_000);

  private BarrierJCStress() {}

  private static int indexOrBroken(Barrier barrier) {
    try {
      return NotInterrupted.call(barrier::await);
    } catch (BarrierBrokenException e) {
      return BROKEN;
    }
  }

  private static int indexOrBroken(Barrier barrier, Duration timeout) {
    try {
      return NotInterrupted.call(() -> barrier.await(timeout));
    } catch (BarrierBrokenException e) {
      return BROKEN;
    }
  }

  /** Two parties pass, with different indices, and each sees what the other did before (else the harness times out). */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 1, 1", "1, 0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "one came after the other, and both saw both")
  @Outcome(expect = FORBIDDEN, desc = "the same index twice, or a write was not seen")
  @State
  public static class ArriveVersusArrive {
    private final Barrier barrier = new Barrier(2);
    private int first;
    private int second;

    @Actor
    public void first(IIII_Result r) {
      first = 1;
      r.r1 = indexOrBroken(barrier);
      r.r3 = second;
    }

    @Actor
    public void second(IIII_Result r) {
      second = 1;
      r.r2 = indexOrBroken(barrier);
      r.r4 = first;
    }
  }

  /** The same with parties that count themselves in two steps (and don't wait: they might for ever). */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "the parties did not meet")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "both believe to be the first")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenArriveVersusArrive {
    private volatile int arrived;

    @Actor
    public void first(II_Result r) {
      r.r1 = arrive();
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = arrive();
    }

    private int arrive() {
      int before = arrived;
      arrived = before + 1;
      return before;
    }
  }

  /** When the last party comes as the time of the first runs out, both pass or both fail, and the action agrees. */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1"},
      expect = ACCEPTABLE,
      desc = "in time")
  @Outcome(id = "-1, -1, 0", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(expect = FORBIDDEN, desc = "one passed alone, or the action ran in a broken round")
  @State
  public static class TimeoutVersusArrive {
    private int actions;
    private final Barrier barrier = new Barrier(2, () -> actions++);

    @Actor
    public void impatient(III_Result r) {
      r.r1 = indexOrBroken(barrier, BRIEF);
    }

    @Actor
    public void patient(III_Result r) {
      r.r2 = indexOrBroken(barrier);
    }

    @Arbiter
    public void actions(III_Result r) {
      r.r3 = actions;
    }
  }

  /** The same with a party that looks whether the other has come and then breaks the barrier, in two steps. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "in time")
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(id = "-1, 1", expect = ACCEPTABLE_INTERESTING, desc = "one passed alone")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenTimeoutVersusArrive {
    private volatile boolean complete;
    private volatile boolean broken;

    @Actor
    public void impatient(II_Result r) {
      boolean inTime = complete;
      broken = !inTime;
      r.r1 = inTime ? 0 : BROKEN;
    }

    @Actor
    public void patient(II_Result r) {
      if (broken) {
        r.r2 = BROKEN;
      } else {
        complete = true;
        r.r2 = 1;
      }
    }
  }

  /** A party never misses an abort, whichever comes first (else the harness times out). */
  @JCStressTest
  @Outcome(id = "-1, true", expect = ACCEPTABLE, desc = "sent away while waiting, or too late")
  @Outcome(expect = FORBIDDEN, desc = "one of two parties passed alone, or nothing broke")
  @State
  public static class LongArriveVersusAbort {
    private final Barrier barrier = new Barrier(2);

    @Actor
    public void party(IZ_Result r) {
      r.r1 = indexOrBroken(barrier);
    }

    @Actor
    public void aborter() {
      barrier.abort();
    }

    @Arbiter
    public void broken(IZ_Result r) {
      r.r2 = barrier.isBroken();
    }
  }

  /** An abort as the last party comes hits the round or the next one; the barrier is broken in any case. */
  @JCStressTest
  @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the round was complete")
  @Outcome(id = "-1, true", expect = ACCEPTABLE, desc = "the abort came first")
  @Outcome(expect = FORBIDDEN, desc = "the abort was lost with the round that it met")
  @State
  public static class LongLastArrivalVersusAbort {
    private final Barrier barrier = new Barrier(1);

    @Actor
    public void last(IZ_Result r) {
      r.r1 = indexOrBroken(barrier);
    }

    @Actor
    public void aborter() {
      barrier.abort();
    }

    @Arbiter
    public void broken(IZ_Result r) {
      r.r2 = barrier.isBroken();
    }
  }

  /** A party that aborts once it has passed does not take the round away from the one that has not woken up yet. */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "both passed")
  @Outcome(expect = FORBIDDEN, desc = "the abort hit a round that was complete")
  @State
  public static class LongAbortAfterPassing {
    private final Barrier barrier = new Barrier(2);

    @Actor
    public void slow(II_Result r) {
      r.r1 = indexOrBroken(barrier);
    }

    @Actor
    public void fast(II_Result r) {
      r.r2 = indexOrBroken(barrier);
      barrier.abort();
    }
  }

  /**
   * A party that a reset sends away can come again at once and meets the other (else the harness times out); the barrier
   * was never broken for those that come after the reset.
   */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 0", "1, 0, 0"},
      expect = ACCEPTABLE,
      desc = "the party came after the reset")
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1"},
      expect = ACCEPTABLE,
      desc = "it was sent away once and came again")
  @Outcome(expect = FORBIDDEN, desc = "sent away twice by one reset, or no meeting")
  @State
  public static class LongArriveVersusReset {
    private final Barrier barrier = new Barrier(2);

    @Actor
    public void party(III_Result r) {
      int index = indexOrBroken(barrier);
      while (index == BROKEN) {
        r.r3++;
        index = indexOrBroken(barrier);
      }
      r.r1 = index;
    }

    @Actor
    public void resetter(III_Result r) {
      barrier.reset();
      r.r2 = indexOrBroken(barrier);
    }
  }

  /** Of a reset and an abort at once the later decides; if the barrier is usable, a party passes. */
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "the reset came last")
  @Outcome(id = "-1, true", expect = ACCEPTABLE, desc = "the abort came last")
  @Outcome(expect = FORBIDDEN, desc = "broken and usable")
  @State
  public static class LongAbortVersusReset {
    private final Barrier barrier = new Barrier(1);

    @Actor
    public void aborter() {
      barrier.abort();
    }

    @Actor
    public void resetter() {
      barrier.reset();
    }

    @Arbiter
    public void broken(IZ_Result r) {
      r.r1 = indexOrBroken(barrier);
      r.r2 = barrier.isBroken();
    }
  }
}
