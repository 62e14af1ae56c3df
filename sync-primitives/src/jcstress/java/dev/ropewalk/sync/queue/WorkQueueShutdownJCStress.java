package dev.ropewalk.sync.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ropewalk.testkit.NotInterrupted;
import java.util.ArrayDeque;
import java.util.Queue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIJ_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claims about shutting down a {@link WorkQueue} and {@link LifoWorkQueue}, one for each nested class. Run: {@code mvn -pl
 * sync-primitives -am test -Djcstress.tests=WorkQueueShutdownJCStress}.
 */
public final class WorkQueueShutdownJCStress {

  private WorkQueueShutdownJCStress() {}

  /** 1 if it was put, 0 if it was refused. */
  private static int put(TaskQueue<Integer> queue) {
    try {
      NotInterrupted.run(() -> queue.put(1));
      return 1;
    } catch (QueueShutDownException e) {
      return 0;
    }
  }

  /** The item, or 0 if there will be none. */
  private static int take(TaskQueue<Integer> queue) {
    try {
      return NotInterrupted.call(queue::take);
    } catch (QueueShutDownException e) {
      return 0;
    }
  }

  /** A put that races with an immediate shutdown is refused, or its item is dropped and counted done; none stays behind. */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "put first, then dropped and done")
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "refused")
  @Outcome(expect = FORBIDDEN, desc = "an item or a task stayed behind")
  @State
  public static class PutVersusImmediateShutdown {
    private final WorkQueue<Integer> queue = new WorkQueue<>(1);

    @Actor
    public void putter(IIJ_Result r) {
      r.r1 = put(queue);
    }

    @Actor
    public void closer() {
      queue.shutdown(true);
    }

    @Arbiter
    public void end(IIJ_Result r) {
      r.r2 = queue.size();
      r.r3 = queue.unfinished();
    }
  }

  /** The same for a queue whose ends share a lock. */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "put first, then dropped and done")
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "refused")
  @Outcome(expect = FORBIDDEN, desc = "an item or a task stayed behind")
  @State
  public static class LongLifoPutVersusImmediateShutdown {
    private final LifoWorkQueue<Integer> queue = new LifoWorkQueue<>(1);

    @Actor
    public void putter(IIJ_Result r) {
      r.r1 = put(queue);
    }

    @Actor
    public void closer() {
      queue.shutdown(true);
    }

    @Arbiter
    public void end(IIJ_Result r) {
      r.r2 = queue.size();
      r.r3 = queue.unfinished();
    }
  }

  /** The first harness with a flag that is read before the item is put, without a lock. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 0"},
      expect = ACCEPTABLE,
      desc = "they did not meet")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "an item stayed behind")
  @State
  public static class BrokenPutVersusImmediateShutdown {
    private final Queue<Integer> queue = new ArrayDeque<>();
    private volatile boolean shutDown;

    @Actor
    public void putter(II_Result r) {
      if (!shutDown) {
        queue.add(1);
        r.r1 = 1;
      }
    }

    @Actor
    public void closer() {
      shutDown = true;
      queue.clear();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = queue.size();
    }
  }

  /** A take that races with a shutdown, or waits, ends (else the harness times out), and gets the item that is left. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "got the item that was put before the shutdown")
  @Outcome(expect = FORBIDDEN, desc = "refused although an item was left")
  @State
  public static class ShutdownReleasesTake {
    private final WorkQueue<Integer> queue = new WorkQueue<>();

    @Actor
    public void closer() {
      queue.add(1);
      queue.shutdown();
    }

    @Actor
    public void taker(I_Result r) {
      r.r1 = take(queue);
      if (r.r1 == 1 && take(queue) != 0) {
        r.r1 = -1;
      }
    }
  }

  /** An immediate shutdown against a take: the item is taken or dropped, and its task is left to the one who took it. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "taken; its task is still to be done")
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "dropped and done")
  @Outcome(expect = FORBIDDEN, desc = "taken and counted done, or neither")
  @State
  public static class LongImmediateShutdownVersusTake {
    private final WorkQueue<Integer> queue = new WorkQueue<>();

    public LongImmediateShutdownVersusTake() {
      queue.add(1);
    }

    @Actor
    public void closer() {
      queue.shutdown(true);
    }

    @Actor
    public void taker(IIJ_Result r) {
      r.r1 = take(queue);
    }

    @Arbiter
    public void end(IIJ_Result r) {
      r.r2 = queue.size();
      r.r3 = queue.unfinished();
    }
  }

  /** A put that waits for room is released by a shutdown, or gets the room that a take made. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "refused")
  @Outcome(expect = FORBIDDEN, desc = "put into a full queue")
  @State
  public static class LongShutdownReleasesPut {
    private final WorkQueue<Integer> queue = new WorkQueue<>(1);

    public LongShutdownReleasesPut() {
      queue.add(2);
    }

    @Actor
    public void putter(I_Result r) {
      r.r1 = put(queue);
    }

    @Actor
    public void closer() {
      queue.shutdown();
    }
  }

  /** An immediate shutdown releases who waits for the tasks of the items that it drops. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "returned when all was done")
  @Outcome(expect = FORBIDDEN, desc = "returned with unfinished tasks")
  @State
  public static class LongImmediateShutdownReleasesJoin {
    private final WorkQueue<Integer> queue = new WorkQueue<>();

    public LongImmediateShutdownReleasesJoin() {
      queue.add(1);
      queue.add(2);
    }

    @Actor
    public void closer() {
      queue.shutdown(true);
    }

    @Actor
    public void joiner(I_Result r) {
      NotInterrupted.run(queue::join);
      r.r1 = (int) queue.unfinished();
    }
  }
}
