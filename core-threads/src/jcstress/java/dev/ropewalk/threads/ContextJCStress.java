package dev.ropewalk.threads;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims checked for {@link Context}: see each nested class. */
public final class ContextJCStress {

  private static final int REFUSED = -1;

  private ContextJCStress() {}

  /** A context runs on one thread at a time, and the second sees what the first has set and written. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "one after the other, nothing lost")
  @Outcome(
      id = {"1, -1", "-1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "the second was refused while the first ran")
  @Outcome(expect = Expect.FORBIDDEN, desc = "both ran at once, or a write was lost between them")
  @State
  public static class RunsOnceAtATime {
    private static final ContextVar<Integer> COUNT = ContextVar.withDefault("count", 0);

    private final Context context = new Context();
    private int plain;

    private int tryRun() {
      try {
        return context.<Integer, RuntimeException>run(this::step);
      } catch (IllegalStateException e) {
        return REFUSED;
      }
    }

    private int step() {
      plain++;
      int next = COUNT.get() + 1;
      COUNT.set(next);
      return next == plain ? next : REFUSED * 2;
    }

    /** One thread. */
    @Actor
    public void first(II_Result result) {
      result.r1 = tryRun();
    }

    /** Another. */
    @Actor
    public void second(II_Result result) {
      result.r2 = tryRun();
    }
  }

  /** The same with a check that is no compareAndSet: the harness must be able to see both run at once. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1", "1, -1", "-1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "looked right by chance")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "both ran at once")
  @Outcome(expect = Expect.FORBIDDEN, desc = "one count is at least one")
  @State
  public static class BrokenChecksThenActs {
    private volatile boolean running;
    private volatile int count;

    private int tryRun() {
      if (running) {
        return REFUSED;
      }
      running = true;
      int next = count + 1;
      count = next;
      running = false;
      return next;
    }

    /** One thread. */
    @Actor
    public void first(II_Result result) {
      result.r1 = tryRun();
    }

    /** Another. */
    @Actor
    public void second(II_Result result) {
      result.r2 = tryRun();
    }
  }
}
