package dev.ropewalk.threads;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Claims checked for {@link ChildThread}: see each nested class. */
public final class ChildThreadJCStress {

  private ChildThreadJCStress() {}

  /** Of two racing starts exactly one succeeds. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first actor started it")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second actor started it")
  @Outcome(expect = Expect.FORBIDDEN, desc = "started twice, or not at all")
  @State
  public static class StartsOnce {
    private final ChildThread<?> thread = ChildThread.of(() -> {});

    private int tryStart() {
      try {
        thread.start();
        return 1;
      } catch (IllegalStateException e) {
        return 0;
      }
    }

    /** One start. */
    @Actor
    public void first(II_Result result) {
      result.r1 = tryStart();
    }

    /** Another start. */
    @Actor
    public void second(II_Result result) {
      result.r2 = tryStart();
    }
  }

  /**
   * The body sees what was written before start, and a join that is let through sees what the body wrote. Only in the long run:
   * of the two the JDK's start publishes the one, and ResultIsPublished has the other.
   */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "joined before the start: refused")
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "joined after the start: saw both writes")
  @Outcome(
      expect = Expect.FORBIDDEN,
      desc = "join returned early, or a write was lost at start or join")
  @State
  public static class LongStartAndJoinPublish {
    private int beforeStart;
    private int inBody;
    private final ChildThread<?> thread =
        ChildThread.of(
            () -> {
              inBody = beforeStart + 1;
            });

    /** Writes, then starts. */
    @Actor
    public void starter() {
      beforeStart = 1;
      thread.start();
    }

    /** Joins, if it may. */
    @Actor
    public void joiner(I_Result result) {
      try {
        thread.join();
        result.r1 = inBody;
      } catch (IllegalStateException e) {
        result.r1 = -1;
      } catch (InterruptedException e) {
        result.r1 = -2;
      }
    }
  }

  /** A thread looked at without join: the harness must be able to see that nothing was waited for. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not started")
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the body had ended by chance")
  @Outcome(
      id = "0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "read before the body had written")
  @State
  public static class BrokenJoinDoesNotWait {
    private int written;
    private final ChildThread<?> thread =
        ChildThread.of(
            () -> {
              written = 1;
            });

    /** Starts. */
    @Actor
    public void starter() {
      thread.start();
    }

    /** Looks without waiting. */
    @Actor
    public void reader(I_Result result) {
      result.r1 = thread.isAlive() ? written : -1;
    }
  }

  /** A result is there for whoever joins, whether it asks before the end or after it. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not started: refused")
  @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "the result, with what it holds")
  @Outcome(expect = Expect.FORBIDDEN, desc = "no result, or one that was seen half")
  @State
  public static class ResultIsPublished {
    /** Plain, so that only the join publishes it. */
    private static final class Box {
      int content;
    }

    private final ChildThread<Box> thread =
        ChildThread.ofVirtual(
            () -> {
              Box box = new Box();
              box.content = 42;
              return box;
            });

    /** Starts. */
    @Actor
    public void starter() {
      thread.start();
    }

    /** Asks, if it may. */
    @Actor
    public void asker(I_Result result) {
      try {
        result.r1 = thread.result().content;
      } catch (IllegalStateException e) {
        result.r1 = -1;
      } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
        result.r1 = -2;
      }
    }
  }
}
