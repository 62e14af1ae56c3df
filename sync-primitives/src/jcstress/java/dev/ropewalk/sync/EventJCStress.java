package dev.ropewalk.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ropewalk.testkit.NotInterrupted;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claims about {@link Event}, one for each nested class. A broken twin could only hang (a lost wakeup) or would look right
 * on x86 (a missing happens-before edge). Nor is there a harness for two clears at once: one that lost a waiter would need
 * it to begin to wait in the few instructions between, which two actors did not show. For all three {@link Event} gives the
 * argument. Run: {@code mvn -pl sync-primitives -am test -Djcstress.tests=EventJCStress}.
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
}
