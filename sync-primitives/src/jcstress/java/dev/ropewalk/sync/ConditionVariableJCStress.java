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
import org.openjdk.jcstress.infra.results.IZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Claims about {@link ConditionVariable}, one for each nested class. Run: {@code mvn -pl sync-primitives -am test
 * -Djcstress.tests=ConditionVariableJCStress}.
 */
public final class ConditionVariableJCStress {

  /** About as long as the other actor takes to signal. */
  private static final Duration BRIEF = Duration.ofNanos(3_000);

  private ConditionVariableJCStress() {}

  /**
   * A signal that comes as the time runs out is not lost: the wait says what the predicate says when it returns, and never
   * "timed out" with the predicate true.
   */
  @JCStressTest
  @Outcome(
      id = "true, true",
      expect = ACCEPTABLE,
      desc = "signalled in time, or found the predicate true at the end")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(expect = FORBIDDEN, desc = "what the wait returned is not what holds")
  @State
  public static class SignalVersusTimeout {
    private final ConditionVariable changed = new ConditionVariable();
    private boolean ready;

    @Actor
    public void waiter(ZZ_Result r) {
      try (Hold _ = NotInterrupted.call(changed::hold)) {
        r.r1 = NotInterrupted.call(() -> changed.awaitUntil(() -> ready, BRIEF));
        r.r2 = ready;
      }
    }

    @Actor
    public void signaller() {
      try (Hold _ = NotInterrupted.call(changed::hold)) {
        ready = true;
        changed.signal();
      }
    }
  }

  /** The same with a wait that trusts "timed out" without asking the predicate again. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "signalled in time, or ready before")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(
      id = "false, true",
      expect = ACCEPTABLE_INTERESTING,
      desc = "timed out although the predicate holds")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenSignalVersusTimeout {
    private final ConditionVariable changed = new ConditionVariable();
    private boolean ready;

    @Actor
    public void waiter(ZZ_Result r) {
      try (Hold _ = NotInterrupted.call(changed::hold)) {
        r.r1 = ready || NotInterrupted.call(() -> changed.await(BRIEF));
        r.r2 = ready;
      }
    }

    @Actor
    public void signaller() {
      try (Hold _ = NotInterrupted.call(changed::hold)) {
        ready = true;
        changed.signal();
      }
    }
  }

  /** A wait without a timeout always ends when the predicate has been made true and signalled (else it times out). */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "signalled, or ready before")
  @Outcome(expect = FORBIDDEN, desc = "returned with the predicate false")
  @State
  public static class LongNoLostWakeup {
    private final Mutex mutex = new Mutex();
    private final ConditionVariable changed = new ConditionVariable(mutex);
    private boolean ready;

    @Actor
    public void waiter(Z_Result r) {
      try (Hold _ = NotInterrupted.call(changed::hold)) {
        NotInterrupted.run(() -> changed.awaitUntil(() -> ready));
        r.r1 = ready;
      }
    }

    @Actor
    public void signaller() {
      try (Hold _ = NotInterrupted.call(mutex::hold)) {
        ready = true;
        changed.signal();
      }
    }
  }

  /**
   * A signal and an interrupt that reach a waiter together (else the harness times out): it returns with the predicate true
   * and the interrupt pending, or it throws, with the lock held again in both cases.
   */
  @JCStressTest
  @Outcome(id = "1, true, false", expect = ACCEPTABLE, desc = "signalled, interrupt pending")
  @Outcome(id = "2, false, false", expect = ACCEPTABLE, desc = "interrupted")
  @Outcome(expect = FORBIDDEN, desc = "the lock or the interrupt was lost or doubled")
  @State
  public static class LongSignalVersusInterrupt {
    private final ReentrantMutex mutex = new ReentrantMutex();
    private final ConditionVariable changed = new ConditionVariable(mutex);
    private final OneInterrupt interrupt = new OneInterrupt();
    private boolean ready;

    @Actor
    public void waiter(IZZ_Result r) {
      mutex.lock();
      try {
        interrupt.expect();
        changed.awaitUntil(() -> ready);
        r.r1 = ready ? mutex.holdCount() : -1;
      } catch (InterruptedException e) {
        r.r1 = 2 * mutex.holdCount();
      } finally {
        mutex.unlock();
      }
      r.r2 = interrupt.takePending();
    }

    @Actor
    public void signaller() {
      mutex.lock();
      try {
        ready = true;
        changed.signal();
      } finally {
        mutex.unlock();
      }
      interrupt.send();
    }

    @Arbiter
    public void locked(IZZ_Result r) {
      r.r3 = mutex.locked();
    }
  }
}
