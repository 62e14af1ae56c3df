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
 * on x86 (a missing happens-before edge); {@link Event} gives the argument instead. Run: {@code mvn -pl sync-primitives -am
 * test -Djcstress.tests=EventJCStress}.
 */
public final class EventJCStress {

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

  /**
   * Of two clears at once the slower one does not replace the gate at which somebody waits already: a wait that began
   * after one of them ends with the next set, whenever the other clear comes (else the harness times out).
   */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "released; set after both clears")
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "released; the other clear came last")
  @Outcome(expect = FORBIDDEN, desc = "a wait that began before the set was not released by it")
  @State
  public static class LongClearVersusClearAndSet {
    private final Event event = new Event();

    public LongClearVersusClearAndSet() {
      event.set();
    }

    @Actor
    public void clearer() {
      event.clear();
    }

    @Actor
    public void clearerAndSetter(ZZ_Result r) {
      event.clear();
      Thread waiter = Thread.ofVirtual().start(() -> NotInterrupted.run(event::await));
      while (waiter.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      event.set();
      r.r1 = NotInterrupted.call(() -> waiter.join(Duration.ofSeconds(10)));
      event.set();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = event.isSet();
    }
  }
}
