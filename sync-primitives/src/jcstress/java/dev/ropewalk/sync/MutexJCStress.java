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
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Claims about {@link Mutex}, one for each nested class. Run: {@code mvn -pl sync-primitives -am test
 * -Djcstress.tests=MutexJCStress}.
 */
@SuppressWarnings("LockNotBeforeTry") // nothing between lock and unlock can throw
public final class MutexJCStress {

  /** About as long as the other actor takes to release. */
  private static final Duration BRIEF = Duration.ofNanos(3_000);

  private MutexJCStress() {}

  /** At most one thread is inside: two unsynchronized additions under the mutex are both counted. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "one addition after the other")
  @Outcome(expect = FORBIDDEN, desc = "both threads were inside and one addition was lost")
  @State
  public static class MutualExclusion {
    private final Mutex mutex = new Mutex();
    private int count;

    @Actor
    public void first() {
      add();
    }

    @Actor
    public void second() {
      add();
    }

    private void add() {
      mutex.lock();
      count++;
      mutex.unlock();
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = count;
    }
  }

  /** The same of a fair mutex, whose threads all queue once one waits. */
  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "one addition after the other")
  @Outcome(expect = FORBIDDEN, desc = "both threads were inside and one addition was lost")
  @State
  public static class LongFairMutualExclusion {
    private final Mutex mutex = new Mutex(true);
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
      for (int i = 0; i < 2; i++) {
        mutex.lock();
        count++;
        mutex.unlock();
      }
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = count;
    }
  }

  /** The same with a lock that looks and then writes, in two steps. */
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "the threads did not meet")
  @Outcome(
      id = "1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "both were inside and an addition was lost")
  @Outcome(expect = FORBIDDEN, desc = "no other number can come out")
  @State
  public static class BrokenMutualExclusion {
    private volatile boolean locked;
    private int count;

    @Actor
    public void first() {
      add();
    }

    @Actor
    public void second() {
      add();
    }

    private void add() {
      while (locked) {
        Thread.onSpinWait();
      }
      locked = true;
      count++;
      locked = false;
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = count;
    }
  }

  /** What a thread wrote before it released is seen by the next to acquire, also what it wrote before it acquired. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader came first")
  @Outcome(
      id = "0, 1",
      expect = ACCEPTABLE,
      desc = "the reader came first, and the outside write in between")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the writer came first")
  @Outcome(expect = FORBIDDEN, desc = "the reader saw the write inside but not the one before it")
  @State
  public static class ReleaseHappensBeforeAcquire {
    private final Mutex mutex = new Mutex();
    private int outside;
    private int inside;

    @Actor
    public void writer() {
      outside = 1;
      mutex.lock();
      inside = 1;
      mutex.unlock();
    }

    @Actor
    public void reader(II_Result r) {
      mutex.lock();
      r.r1 = inside;
      mutex.unlock();
      r.r2 = outside;
    }
  }

  /**
   * A mutex locked by a third thread can be released by one that never acquired it; whoever waits is woken (else the
   * harness times out) and sees what the releasing thread wrote.
   */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "acquired after the release, with its writes")
  @Outcome(expect = FORBIDDEN, desc = "acquired without the writes before the release")
  @State
  public static class ReleaseByAnother {
    private final Mutex mutex = new Mutex();
    private int written;

    public ReleaseByAnother() {
      mutex.lock();
    }

    @Actor
    public void releaser() {
      written = 1;
      mutex.release();
    }

    @Actor
    public void acquirer(I_Result r) {
      mutex.lock();
      r.r1 = written;
    }
  }

  /** Of two releases at once one succeeds and the other is refused. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "released once")
  @Outcome(expect = FORBIDDEN, desc = "released twice, or not at all")
  @State
  public static class LongReleaseVersusRelease {
    private final Mutex mutex = new Mutex();

    public LongReleaseVersusRelease() {
      mutex.lock();
    }

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = released();
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = released();
    }

    private boolean released() {
      try {
        mutex.release();
        return true;
      } catch (IllegalMonitorStateException e) {
        return false;
      }
    }
  }

  /** The same with a mutex that looks whether it is locked and then says it is not, in two steps. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "the releases did not meet")
  @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "released twice")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenReleaseVersusRelease {
    private volatile boolean locked = true;

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = released();
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = released();
    }

    private boolean released() {
      boolean was = locked;
      locked = false;
      return was;
    }
  }

  /** A release that comes as the time of a waiter runs out is not lost: the waiter has the lock, or it is free. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "in time")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(expect = FORBIDDEN, desc = "locked by nobody, or acquired and free")
  @State
  public static class LongTimeoutVersusRelease {
    private final Mutex mutex = new Mutex();

    public LongTimeoutVersusRelease() {
      mutex.lock();
    }

    @Actor
    public void acquirer(ZZ_Result r) {
      r.r1 = NotInterrupted.call(() -> mutex.acquire(BRIEF));
    }

    @Actor
    public void releaser() {
      mutex.release();
    }

    @Arbiter
    public void locked(ZZ_Result r) {
      r.r2 = mutex.locked();
    }
  }

  /** The same with a lock that is handed to a waiter, which gives up without looking once more. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "in time")
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the time ran out first")
  @Outcome(
      id = "false, true",
      expect = ACCEPTABLE_INTERESTING,
      desc = "handed to a waiter that had given up: locked by nobody")
  @Outcome(expect = FORBIDDEN, desc = "nothing else can come out")
  @State
  public static class BrokenTimeoutVersusRelease {
    private volatile boolean waiting;
    private volatile boolean handed;
    private volatile boolean locked = true;

    @Actor
    public void acquirer(ZZ_Result r) {
      waiting = true;
      spin();
      r.r1 = handed;
      spin();
      waiting = false;
    }

    private static void spin() {
      for (int i = 0; i < 10; i++) {
        Thread.onSpinWait();
      }
    }

    @Actor
    public void releaser() {
      if (waiting) {
        handed = true;
      } else {
        locked = false;
      }
    }

    @Arbiter
    public void locked(ZZ_Result r) {
      r.r2 = locked;
    }
  }

  /**
   * A release and an interrupt that reach a waiter together (else the harness times out): it has the lock and the interrupt
   * is pending, or it has thrown and the lock is free.
   */
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "acquired, interrupt pending")
  @Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "interrupted, lock free")
  @Outcome(expect = FORBIDDEN, desc = "the lock or the interrupt was lost or doubled")
  @State
  public static class LongInterruptVersusRelease {
    private final Mutex mutex = new Mutex();
    private final OneInterrupt interrupt = new OneInterrupt();

    public LongInterruptVersusRelease() {
      mutex.lock();
    }

    @Actor
    public void acquirer(ZZZ_Result r) {
      interrupt.expect();
      try {
        mutex.acquire();
        r.r1 = true;
      } catch (InterruptedException e) {
        r.r1 = false;
      }
      r.r2 = interrupt.takePending();
    }

    @Actor
    public void releaser() {
      mutex.release();
      interrupt.send();
    }

    @Arbiter
    public void locked(ZZZ_Result r) {
      r.r3 = mutex.locked();
    }
  }

  /** The same, interrupted first. */
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "acquired, interrupt pending")
  @Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "interrupted, lock free")
  @Outcome(expect = FORBIDDEN, desc = "the lock or the interrupt was lost or doubled")
  @State
  public static class LongInterruptBeforeRelease {
    private final Mutex mutex = new Mutex();
    private final OneInterrupt interrupt = new OneInterrupt();

    public LongInterruptBeforeRelease() {
      mutex.lock();
    }

    @Actor
    public void acquirer(ZZZ_Result r) {
      interrupt.expect();
      try {
        r.r1 = mutex.acquire(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        r.r1 = false;
      }
      r.r2 = interrupt.takePending();
    }

    @Actor
    public void releaser() {
      interrupt.send();
      mutex.release();
    }

    @Arbiter
    public void locked(ZZZ_Result r) {
      r.r3 = mutex.locked();
    }
  }
}
