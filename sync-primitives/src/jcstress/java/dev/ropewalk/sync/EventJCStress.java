package dev.ropewalk.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ropewalk.testkit.NotInterrupted;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Claims about {@link Event}, one for each nested class. A broken twin could only hang (a lost wakeup) or would look right
 * on x86 (a missing happens-before edge). Nor is there a harness for two clears at once: one that lost a waiter would need
 * it to begin to wait in the few instructions between, which two actors did not show. For all three {@link Event} gives the
 * argument. Run: {@code mvn -pl sync-primitives -am test -Djcstress.tests=EventJCStress}.
 */
public final class EventJCStress {

  /** About as long as the other actor takes to set. */
  private static final Duration BRIEF = Duration.ofNanos(3_000);

  private EventJCStress() {}

  /** A wait ends once the event is set (else the harness times out), and sees what was written before. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "released, with the writes before the set")
  @Outcome(expect = FORBIDDEN, desc = "released without them")
  @State
  public static class SetReleasesAwait {
    private final Event event = new Event();
    private int written;

    @Actor
    public void setter() {
      written = 1;
      event.set();
    }

    @Actor
    public void waiter(I_Result r) {
      NotInterrupted.run(event::await);
      r.r1 = written;
    }
  }

  /** A waiter misses neither of two sets with a clear between them (else the harness times out). */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "released by the first set")
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "released by the second, or late")
  @Outcome(expect = FORBIDDEN, desc = "released before any set")
  @State
  public static class LongSetClearSetReleasesAwait {
    private final Event event = new Event();
    private volatile int written;

    @Actor
    public void setter() {
      written = 1;
      event.set();
      event.clear();
      written = 2;
      event.set();
    }

    @Actor
    public void waiter(I_Result r) {
      NotInterrupted.run(event::await);
      r.r1 = written;
    }
  }

  /** A set that comes as the time of a waiter runs out counts or not; it stays in any case. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "in time")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(expect = FORBIDDEN, desc = "the set was lost")
  @State
  public static class LongTimeoutVersusSet {
    private final Event event = new Event();

    @Actor
    public void waiter(ZZ_Result r) {
      r.r1 = NotInterrupted.call(() -> event.await(BRIEF));
    }

    @Actor
    public void setter() {
      event.set();
    }

    @Arbiter
    public void isSet(ZZ_Result r) {
      r.r2 = event.isSet();
    }
  }

  /** Of a clear and a set at once one comes last, and all agree on which: a waiter passes just if the event is set. */
  @JCStressTest
  @Outcome(
      id = {"true, true", "false, false"},
      expect = ACCEPTABLE,
      desc = "the set came last, or the clear")
  @Outcome(expect = FORBIDDEN, desc = "set, but a waiter does not pass, or the other way round")
  @State
  public static class LongSetVersusClear {
    private final Event event = new Event();

    public LongSetVersusClear() {
      event.set();
    }

    @Actor
    public void setter() {
      event.set();
    }

    @Actor
    public void clearer() {
      event.clear();
    }

    @Arbiter
    public void isSet(ZZ_Result r) {
      r.r1 = event.isSet();
      r.r2 = NotInterrupted.call(() -> event.await(Duration.ZERO));
    }
  }
}
