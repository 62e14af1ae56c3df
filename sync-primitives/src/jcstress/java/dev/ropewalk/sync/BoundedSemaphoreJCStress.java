package dev.ropewalk.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * The claim that the bound of a {@link BoundedSemaphore} holds when threads release at once. Run: {@code mvn -pl
 * sync-primitives -am test -Djcstress.tests=BoundedSemaphoreJCStress}.
 */
public final class BoundedSemaphoreJCStress {

  private BoundedSemaphoreJCStress() {}

  /** One permit is missing: of two releases at once one gives it back and the other is refused. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 2", "false, true, 2"},
      expect = ACCEPTABLE,
      desc = "released once, up to the bound")
  @Outcome(expect = FORBIDDEN, desc = "released beyond the bound, or not at all")
  @State
  public static class OverRelease {
    private final BoundedSemaphore semaphore = new BoundedSemaphore(2);

    public OverRelease() {
      if (!semaphore.tryAcquire()) {
        throw new AssertionError("two permits are free");
      }
    }

    @Actor
    public void first(ZZI_Result r) {
      r.r1 = released();
    }

    @Actor
    public void second(ZZI_Result r) {
      r.r2 = released();
    }

    private boolean released() {
      try {
        semaphore.release();
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    @Arbiter
    public void permits(ZZI_Result r) {
      r.r3 = semaphore.permits();
    }
  }

  /** The same with a semaphore that looks at its number and then raises it, in two steps. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 2", "false, true, 2"},
      expect = ACCEPTABLE,
      desc = "the releases did not meet")
  @Outcome(
      id = "true, true, 3",
      expect = ACCEPTABLE_INTERESTING,
      desc = "one permit more than the bound")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenOverRelease {
    private final AtomicInteger permits = new AtomicInteger(1);

    @Actor
    public void first(ZZI_Result r) {
      r.r1 = released();
    }

    @Actor
    public void second(ZZI_Result r) {
      r.r2 = released();
    }

    private boolean released() {
      if (permits.get() == 2) {
        return false;
      }
      permits.incrementAndGet();
      return true;
    }

    @Arbiter
    public void permits(ZZI_Result r) {
      r.r3 = permits.get();
    }
  }
}
