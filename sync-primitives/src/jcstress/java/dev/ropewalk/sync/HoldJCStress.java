package dev.ropewalk.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ropewalk.testkit.NotInterrupted;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The claim that a {@link Hold} is one-shot, also when two threads close it at once. Run: {@code mvn -pl sync-primitives
 * -am test -Djcstress.tests=HoldJCStress}.
 */
public final class HoldJCStress {

  private HoldJCStress() {}

  /** A token closed twice releases once: whoever acquires after the first close still has the lock after the second. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the next holder keeps the lock")
  @Outcome(
      id = "false, false",
      expect = ACCEPTABLE,
      desc = "the other close was not through; nobody holds the lock")
  @Outcome(expect = FORBIDDEN, desc = "the second close took the lock from the next holder")
  @State
  public static class DoubleClose {
    private final Mutex mutex = new Mutex();
    private final Hold hold = NotInterrupted.call(mutex::hold);

    @Actor
    public void closeAndAcquire(ZZ_Result r) {
      hold.close();
      r.r1 = mutex.tryLock();
    }

    @Actor
    public void close() {
      hold.close();
    }

    @Arbiter
    public void stillLocked(ZZ_Result r) {
      r.r2 = mutex.locked();
    }
  }

  /** The same with a token that looks whether it is closed and then says so, in two steps. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the closes did not meet")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the other close was not through")
  @Outcome(
      id = "true, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the next holder lost the lock")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenDoubleClose {
    private final Mutex mutex = new Mutex();
    private volatile boolean closed;

    public BrokenDoubleClose() {
      mutex.lock();
    }

    @Actor
    public void closeAndAcquire(ZZ_Result r) {
      closeToken();
      r.r1 = mutex.tryLock();
    }

    @Actor
    public void close() {
      closeToken();
    }

    @Arbiter
    public void stillLocked(ZZ_Result r) {
      r.r2 = mutex.locked();
    }

    private void closeToken() {
      if (!closed) {
        closed = true;
        try {
          mutex.release();
        } catch (IllegalMonitorStateException e) {
          return; // released twice, but before the next holder came
        }
      }
    }
  }
}
