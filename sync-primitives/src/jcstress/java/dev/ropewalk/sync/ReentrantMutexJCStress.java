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
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Claims about {@link ReentrantMutex}, one for each nested class. Run: {@code mvn -pl sync-primitives -am test
 * -Djcstress.tests=ReentrantMutexJCStress}.
 */
@SuppressWarnings("LockNotBeforeTry") // nothing between lock and unlock can throw
public final class ReentrantMutexJCStress {

  /** About as long as the other actor takes to release. */
  private static final Duration BRIEF = Duration.ofNanos(3_000);

  private ReentrantMutexJCStress() {}

  /** At most one thread is inside, from its first acquire to its last release. */
  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "two additions after the other two")
  @Outcome(expect = FORBIDDEN, desc = "both threads were inside and an addition was lost")
  @State
  public static class MutualExclusion {
    private final ReentrantMutex mutex = new ReentrantMutex();
    private int count;

    @Actor
    public void first() {
      addTwice();
    }

    @Actor
    public void second() {
      addTwice();
    }

    private void addTwice() {
      mutex.lock();
      mutex.lock();
      count++;
      mutex.unlock();
      count++;
      mutex.unlock();
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = count;
    }
  }

  /** The same with a mutex that is free from the first release on, instead of the last. */
  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "the threads did not meet")
  @Outcome(
      id = "3",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the second addition met the other thread")
  @Outcome(
      id = "2",
      expect = ACCEPTABLE_INTERESTING,
      desc = "both second additions were lost to the other thread")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenDepth {
    private final Mutex mutex = new Mutex();
    private int count;

    @Actor
    public void first() {
      addTwice();
    }

    @Actor
    public void second() {
      addTwice();
    }

    private void addTwice() {
      mutex.lock();
      count++;
      mutex.unlock();
      count++;
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = count;
    }
  }

  /** A waiter whose time runs out as the owner releases has the mutex or not; afterwards nobody has. */
  @JCStressTest
  @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(id = "1, false", expect = ACCEPTABLE, desc = "in time, and released once")
  @Outcome(expect = FORBIDDEN, desc = "the mutex was lost, or held by one that had given up")
  @State
  public static class LongTimeoutVersusRelease {
    private final ReentrantMutex mutex = new ReentrantMutex();

    @Actor
    public void acquirer(IZ_Result r) {
      boolean acquired = NotInterrupted.call(() -> mutex.acquire(BRIEF));
      r.r1 = mutex.holdCount();
      if (acquired) {
        mutex.release();
      }
    }

    @Actor
    public void owner() {
      mutex.lock();
      mutex.lock();
      mutex.unlock();
      mutex.unlock();
    }

    @Arbiter
    public void locked(IZ_Result r) {
      r.r2 = mutex.locked();
    }
  }

  /** A waiter interrupted as the owner releases owns the mutex with the interrupt pending, or has thrown and does not. */
  @JCStressTest
  @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "acquired, interrupt pending")
  @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "interrupted")
  @Outcome(expect = FORBIDDEN, desc = "the mutex or the interrupt was lost or doubled")
  @State
  public static class LongInterruptVersusRelease {
    private final ReentrantMutex mutex = new ReentrantMutex();
    private final OneInterrupt interrupt = new OneInterrupt();

    @Actor
    public void acquirer(ZZI_Result r) {
      interrupt.expect();
      boolean acquired;
      try {
        mutex.acquire();
        acquired = true;
      } catch (InterruptedException e) {
        acquired = false;
      }
      r.r3 = mutex.holdCount();
      if (acquired) {
        mutex.release();
      }
      r.r1 = interrupt.takePending();
    }

    @Actor
    public void owner() {
      mutex.lock();
      mutex.unlock();
      interrupt.send();
    }

    @Arbiter
    public void locked(ZZI_Result r) {
      r.r2 = mutex.locked();
    }
  }
}
