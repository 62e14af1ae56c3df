package dev.ropewalk.multiprocess.connection;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims checked for {@link Listeners}, as a {@link StageWaitable} uses them: see each nested class. */
public final class ListenersJCStress {

  private ListenersJCStress() {}

  /** Somebody who waits for a stage. */
  public abstract static class Waiter {
    final CompletableFuture<Integer> stage = new CompletableFuture<>();
    final Waitable waitable = Waitable.of(stage);
    volatile boolean woken;

    int isReady() {
      return waitable.isReady() ? 1 : 0;
    }

    void listen() {
      waitable.addListener(() -> woken = true);
    }
  }

  /** Who adds a listener and then looks either sees that it is ready or is woken. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "not ready yet, and woken later")
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "seen, and not woken any more")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "seen and woken")
  @Outcome(expect = Expect.FORBIDDEN, desc = "sleeps for ever")
  @State
  public static class NobodySleepsThroughIt extends Waiter {

    /** Gets ready to sleep. */
    @Actor
    public void waiter(II_Result result) {
      listen();
      result.r1 = isReady();
    }

    /** Makes it ready. */
    @Actor
    public void finisher() {
      stage.complete(1);
    }

    /** Whether the waiter was woken. */
    @Arbiter
    public void woken(II_Result result) {
      result.r2 = woken ? 1 : 0;
    }
  }

  /** The same, looking first. */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "as above")
  @Outcome(
      id = "0, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "became ready between the look and the listener: sleeps for ever")
  @State
  public static class BrokenLooksFirst extends Waiter {

    /** Gets ready to sleep, in the wrong order. */
    @Actor
    public void waiter(II_Result result) {
      result.r1 = isReady();
      listen();
    }

    /** Makes it ready. */
    @Actor
    public void finisher() {
      stage.complete(1);
    }

    /** Whether the waiter was woken. */
    @Arbiter
    public void woken(II_Result result) {
      result.r2 = woken ? 1 : 0;
    }
  }
}
