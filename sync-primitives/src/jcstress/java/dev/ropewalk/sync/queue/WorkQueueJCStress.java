package dev.ropewalk.sync.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ropewalk.testkit.NotInterrupted;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIJ_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Claims about {@link WorkQueue}, one for each nested class. Run: {@code mvn -pl sync-primitives -am test
 * -Djcstress.tests=WorkQueueJCStress}.
 */
public final class WorkQueueJCStress {

  private WorkQueueJCStress() {}

  /** A plain field, so that only the queue can make its value visible. */
  private static final class Box {
    int value;
  }

  /** A take ends once an item was put (else the harness times out), and the taker sees the item as the putter left it. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "taken as it was put")
  @Outcome(expect = FORBIDDEN, desc = "taken without what was written before the put")
  @State
  public static class PutHappensBeforeTake {
    private final WorkQueue<Box> queue = new WorkQueue<>(1);

    @Actor
    public void putter() {
      Box box = new Box();
      box.value = 1;
      NotInterrupted.run(() -> queue.put(box));
    }

    @Actor
    public void taker(I_Result r) {
      r.r1 = NotInterrupted.call(queue::take).value;
    }
  }

  /** A join ends with the last taskDone (else the harness times out), and sees what was written before it. */
  @JCStressTest
  @Outcome(
      id = "3",
      expect = ACCEPTABLE,
      desc = "returned when all was done, with the writes before")
  @Outcome(expect = FORBIDDEN, desc = "returned before the last taskDone, or without the writes")
  @State
  public static class TaskDoneReleasesJoin {
    private final WorkQueue<Integer> queue = new WorkQueue<>();
    private int done;

    public TaskDoneReleasesJoin() {
      for (int i = 0; i < 3; i++) {
        queue.add(i);
      }
    }

    @Actor
    public void worker() {
      while (queue.poll() != null) {
        done++;
        queue.taskDone();
      }
    }

    @Actor
    public void joiner(I_Result r) {
      NotInterrupted.run(queue::join);
      r.r1 = done;
    }
  }

  /** Two takers never get the same item, and none is skipped. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = ACCEPTABLE,
      desc = "each got one of the two items")
  @Outcome(expect = FORBIDDEN, desc = "an item was taken twice or lost")
  @State
  public static class LongTakeTake {
    private final WorkQueue<Integer> queue = new WorkQueue<>();

    public LongTakeTake() {
      queue.add(1);
      queue.add(2);
    }

    @Actor
    public void first(II_Result r) {
      Integer item = queue.poll();
      r.r1 = item == null ? -1 : item;
    }

    @Actor
    public void second(II_Result r) {
      Integer item = queue.poll();
      r.r2 = item == null ? -1 : item;
    }
  }

  /** The same with a deque that no lock guards. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = ACCEPTABLE,
      desc = "the takers did not meet")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "an item was taken twice or lost")
  @State
  public static class BrokenTakeTake {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();

    public BrokenTakeTake() {
      queue.add(1);
      queue.add(2);
    }

    @Actor
    public void first(II_Result r) {
      Integer item = queue.poll();
      r.r1 = item == null ? -1 : item;
    }

    @Actor
    public void second(II_Result r) {
      Integer item = queue.poll();
      r.r2 = item == null ? -1 : item;
    }
  }

  /** An item removed through an iterator while it is taken leaves once: either way the room and the count are exact. */
  @JCStressTest
  @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "taken first; the removal found it gone")
  @Outcome(id = "2, 0, 2", expect = ACCEPTABLE, desc = "removed first; the next item was taken")
  @Outcome(expect = FORBIDDEN, desc = "an item left twice, or the wrong one was removed")
  @State
  public static class LongIteratorRemoveVersusTake {
    private final WorkQueue<Integer> queue = new WorkQueue<>(2);
    private final Iterator<Integer> iterator;

    public LongIteratorRemoveVersusTake() {
      queue.add(1);
      queue.add(2);
      iterator = queue.iterator();
      iterator.next();
    }

    @Actor
    public void remover() {
      iterator.remove();
    }

    @Actor
    public void taker(IIJ_Result r) {
      Integer item = queue.poll();
      r.r1 = item == null ? -1 : item;
    }

    @Arbiter
    public void end(IIJ_Result r) {
      r.r2 = queue.size();
      r.r3 = queue.unfinished();
    }
  }
}
