package dev.ropewalk.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claims about {@link ReentrantMutex}, one for each nested class. Run: {@code mvn -pl sync-primitives -am test
 * -Djcstress.tests=ReentrantMutexJCStress}.
 */
@SuppressWarnings("LockNotBeforeTry") // nothing between lock and unlock can throw
public final class ReentrantMutexJCStress {

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
}
