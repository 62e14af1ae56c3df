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
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Claims about {@link CountingSemaphore}, one for each nested class. Run: {@code mvn -pl sync-primitives -am test
 * -Djcstress.tests=CountingSemaphoreJCStress}.
 */
public final class CountingSemaphoreJCStress {

  /** About as long as the other actor takes to release. */
  private static final Duration BRIEF = Duration.ofNanos(3_000);

  private CountingSemaphoreJCStress() {}

  /** No permit is lost or made: one to begin with, two released, one taken. */
  @JCStressTest
  @Outcome(
      id = "true, 2",
      expect = ACCEPTABLE,
      desc = "there always was a permit to take, and two are left")
  @Outcome(expect = FORBIDDEN, desc = "a permit was lost or came from nowhere")
  @State
  public static class Conservation {
    private final CountingSemaphore semaphore = new CountingSemaphore(1);

    @Actor
    public void taker(ZI_Result r) {
      r.r1 = semaphore.tryAcquire();
    }

    @Actor
    public void releaser() {
      semaphore.release(2);
    }

    @Arbiter
    public void left(ZI_Result r) {
      r.r2 = semaphore.permits();
    }
  }

  /** The same with a number that is read and written in two steps. */
  @JCStressTest
  @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "the threads did not meet")
  @Outcome(
      id = "true, 3",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the permit was taken and is still there")
  @Outcome(id = "true, 0", expect = ACCEPTABLE_INTERESTING, desc = "the released permits were lost")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenConservation {
    private volatile int permits = 1;

    @Actor
    public void taker(ZI_Result r) {
      int free = permits;
      permits = free - 1;
      r.r1 = free > 0;
    }

    @Actor
    public void releaser() {
      int free = permits;
      permits = free + 2;
    }

    @Arbiter
    public void left(ZI_Result r) {
      r.r2 = permits;
    }
  }

  /** Two permits released at once reach a thread that waits for one and then for the other (else it times out). */
  @JCStressTest
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "both permits were taken")
  @Outcome(expect = FORBIDDEN, desc = "a permit was lost or came from nowhere")
  @State
  public static class LongReleaseTwoAcquireTwice {
    private final CountingSemaphore semaphore = new CountingSemaphore(0);

    @Actor
    public void taker(ZI_Result r) {
      NotInterrupted.run(semaphore::acquire);
      NotInterrupted.run(semaphore::acquire);
      r.r1 = true;
    }

    @Actor
    public void releaser() {
      semaphore.release(2);
    }

    @Arbiter
    public void left(ZI_Result r) {
      r.r2 = semaphore.permits();
    }
  }

  /** A permit released as the time of a waiter runs out is taken or left. */
  @JCStressTest
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "in time")
  @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(expect = FORBIDDEN, desc = "the permit was lost or doubled")
  @State
  public static class LongTimeoutVersusRelease {
    private final CountingSemaphore semaphore = new CountingSemaphore(0);

    @Actor
    public void taker(ZI_Result r) {
      r.r1 = NotInterrupted.call(() -> semaphore.acquire(BRIEF));
    }

    @Actor
    public void releaser() {
      semaphore.release();
    }

    @Arbiter
    public void left(ZI_Result r) {
      r.r2 = semaphore.permits();
    }
  }

  /**
   * A permit and an interrupt that reach a waiter together (else the harness times out): it has the permit and the interrupt
   * is pending, or it has thrown and the permit is left.
   */
  @JCStressTest
  @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "acquired, interrupt pending")
  @Outcome(id = "false, false, 1", expect = ACCEPTABLE, desc = "interrupted, permit left")
  @Outcome(expect = FORBIDDEN, desc = "the permit or the interrupt was lost or doubled")
  @State
  public static class LongInterruptVersusRelease {
    private final CountingSemaphore semaphore = new CountingSemaphore(0);
    private final OneInterrupt interrupt = new OneInterrupt();

    @Actor
    public void taker(ZZI_Result r) {
      interrupt.expect();
      try {
        semaphore.acquire();
        r.r1 = true;
      } catch (InterruptedException e) {
        r.r1 = false;
      }
      r.r2 = interrupt.takePending();
    }

    @Actor
    public void releaser() {
      semaphore.release();
      interrupt.send();
    }

    @Arbiter
    public void left(ZZI_Result r) {
      r.r3 = semaphore.permits();
    }
  }

  /** Two permits released at once reach two threads, of which one waits perhaps (else the harness times out). */
  @JCStressTest
  @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "each took one")
  @Outcome(expect = FORBIDDEN, desc = "a permit was lost or came from nowhere")
  @State
  public static class LongReleaseTwoAcquireByTwo {
    private final CountingSemaphore semaphore = new CountingSemaphore(0);

    @Actor
    public void taker() {
      NotInterrupted.run(semaphore::acquire);
    }

    @Actor
    public void releaserAndTaker(ZI_Result r) {
      semaphore.release(2);
      r.r1 = semaphore.tryAcquire();
    }

    @Arbiter
    public void left(ZI_Result r) {
      r.r2 = semaphore.permits();
    }
  }
}
