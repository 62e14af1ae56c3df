package dev.ropewalk.async.carrier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Claims for {@link Baton}: see each nested class. Run: mvn test -pl async -am -Djcstress.tests=BatonJCStress */
public final class BatonJCStress {

  private static final int ROUNDS = 5;

  private BatonJCStress() {}

  /** Two threads that know each other and take turns. */
  @State
  public static class Turns {
    private volatile Baton baton;
    private volatile Thread first;
    private volatile Thread second;

    /** Plain: only the baton guards it. */
    int counter;

    /** Makes the baton, with the caller as its holder, and returns the other thread once that is known. */
    Thread begin() {
      first = Thread.currentThread();
      baton = new Baton(first);
      Thread other;
      while ((other = second) == null) {
        Thread.onSpinWait();
      }
      return other;
    }

    /** Waits for the baton for the first time and returns the other thread. */
    Thread join() {
      second = Thread.currentThread();
      while (baton == null) {
        Thread.onSpinWait();
      }
      await();
      return first;
    }

    void await() {
      baton.awaitUninterruptibly();
    }

    void pass(Thread other) {
      baton.pass(other);
    }
  }

  /** Holders exclude each other, and each sees what those before it wrote: no increment of a plain field is lost. */
  @JCStressTest
  @Outcome(id = "10", expect = ACCEPTABLE, desc = "Each increment follows the one before.")
  @Outcome(expect = FORBIDDEN, desc = "Two holders at a time, or one that saw old data.")
  public static class HandOff {
    @Actor
    public void first(Turns turns) {
      Thread other = turns.begin();
      for (int i = 0; i < ROUNDS; i++) {
        turns.counter++;
        turns.pass(other);
        turns.await();
      }
    }

    @Actor
    public void second(Turns turns) {
      Thread other = turns.join();
      for (int i = 0; i < ROUNDS; i++) {
        turns.counter++;
        turns.pass(other);
        if (i + 1 < ROUNDS) {
          turns.await();
        }
      }
    }

    @Arbiter
    public void result(Turns turns, I_Result r) {
      r.r1 = turns.counter;
    }
  }

  /** The same with one mistake, the one that the baton forbids: touching what it guards after having passed it on. */
  @JCStressTest
  @Outcome(id = "10", expect = ACCEPTABLE, desc = "Lucky: no increment overlapped.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "An increment was lost.")
  public static class BrokenTouchAfterPass {
    @Actor
    public void first(Turns turns) {
      Thread other = turns.begin();
      for (int i = 0; i < ROUNDS; i++) {
        turns.pass(other);
        turns.counter++;
        turns.await();
      }
    }

    @Actor
    public void second(Turns turns) {
      Thread other = turns.join();
      for (int i = 0; i < ROUNDS; i++) {
        turns.pass(other);
        turns.counter++;
        if (i + 1 < ROUNDS) {
          turns.await();
        }
      }
    }

    @Arbiter
    public void result(Turns turns, I_Result r) {
      r.r1 = turns.counter;
    }
  }
}
