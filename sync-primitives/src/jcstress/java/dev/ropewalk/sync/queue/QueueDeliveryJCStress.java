package dev.ropewalk.sync.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ropewalk.testkit.NotInterrupted;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Claims about items on their way through a queue, one for each nested class. Run: {@code mvn -pl sync-primitives -am test
 * -Djcstress.tests=QueueDeliveryJCStress}.
 */
public final class QueueDeliveryJCStress {

  private QueueDeliveryJCStress() {}

  private static int poll(CoreQueue<Integer> queue) {
    Integer item = queue.poll();
    return item == null ? -1 : item;
  }

  /** What one producer puts comes in its order, through a queue of one place: both ends wait and are woken. */
  @JCStressTest
  @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "in the order in which they were put")
  @Outcome(expect = FORBIDDEN, desc = "out of order, twice or lost")
  @State
  public static class OneProducersOrder {
    private final WorkQueue<Integer> queue = new WorkQueue<>(1);

    @Actor
    public void producer() {
      NotInterrupted.run(() -> queue.put(1));
      NotInterrupted.run(() -> queue.put(2));
      NotInterrupted.run(() -> queue.put(3));
    }

    @Actor
    public void consumer(III_Result r) {
      r.r1 = NotInterrupted.call(queue::take);
      r.r2 = NotInterrupted.call(queue::take);
      r.r3 = NotInterrupted.call(queue::take);
    }
  }

  /** Who has put into one queue and then finds another empty was there before the one who does it the other way round. */
  @JCStressTest
  @Outcome(
      id = {"1, -1", "-1, 2", "1, 2"},
      expect = ACCEPTABLE,
      desc = "at least the later one finds an item")
  @Outcome(id = "-1, -1", expect = FORBIDDEN, desc = "both puts complete, both polls found nothing")
  @Outcome(expect = FORBIDDEN, desc = "an item from nowhere")
  @State
  public static class PollAfterPut {
    private final WorkQueue<Integer> one = new WorkQueue<>(1);
    private final WorkQueue<Integer> two = new WorkQueue<>(1);

    @Actor
    public void first(II_Result r) {
      two.offer(2);
      r.r1 = poll(one);
    }

    @Actor
    public void second(II_Result r) {
      one.offer(1);
      r.r2 = poll(two);
    }
  }

  /** The same with plain fields. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "at least the later one finds an item")
  @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "both found nothing")
  @State
  public static class BrokenPollAfterPut {
    private int one;
    private int two;

    @Actor
    public void first(II_Result r) {
      two = 1;
      r.r1 = one;
    }

    @Actor
    public void second(II_Result r) {
      one = 1;
      r.r2 = two;
    }
  }

  /** An interrupt against a delivery: the item is taken or stays. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "taken")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "interrupted; the item is still there")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class LongInterruptVersusDelivery {
    private final WorkQueue<Integer> queue = new WorkQueue<>(1);
    private volatile Thread taker;
    private volatile boolean interrupted;

    @Actor
    public void putter() {
      Thread waiting = taker;
      queue.offer(1);
      if (waiting != null) {
        waiting.interrupt();
      }
      interrupted = true;
    }

    @Actor
    public void taker(II_Result r) {
      taker = Thread.currentThread();
      try {
        r.r1 = queue.take();
      } catch (InterruptedException e) {
        r.r1 = 0;
      } finally {
        while (!interrupted) {
          Thread.onSpinWait(); // the interrupt shall not hit the next sample
        }
        boolean _ = Thread.interrupted();
      }
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = queue.size();
    }
  }

  /** A time that runs out against a delivery: the item is taken or stays. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "taken")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too late; the item is still there")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class LongTimeoutVersusDelivery {
    private final WorkQueue<Integer> queue = new WorkQueue<>(1);

    @Actor
    public void putter() {
      queue.offer(1);
    }

    @Actor
    public void taker(II_Result r) {
      Integer item = NotInterrupted.call(() -> queue.poll(500, TimeUnit.NANOSECONDS));
      r.r1 = item == null ? 0 : item;
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = queue.size();
    }
  }

  /** Two takers of a queue with one lock never get the same item. */
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = ACCEPTABLE,
      desc = "each got one of the two items")
  @Outcome(expect = FORBIDDEN, desc = "an item was taken twice or lost")
  @State
  public static class LongPriorityTakeTake {
    private final PriorityWorkQueue<Integer> queue = new PriorityWorkQueue<>();

    public LongPriorityTakeTake() {
      queue.add(2);
      queue.add(1);
    }

    @Actor
    public void first(II_Result r) {
      r.r1 = poll(queue);
    }

    @Actor
    public void second(II_Result r) {
      r.r2 = poll(queue);
    }
  }

  /** Items put while the array grows are all there. */
  @JCStressTest
  @Outcome(id = "17, 17", expect = ACCEPTABLE, desc = "all came, in order")
  @Outcome(expect = FORBIDDEN, desc = "an item was lost, doubled or overtaken")
  @State
  public static class LongGrowVersusTake {
    private static final int MORE_THAN_THE_FIRST_ARRAY = 17;
    private final SimpleQueue<Integer> queue = new SimpleQueue<>();

    @Actor
    public void putter() {
      for (int i = 1; i <= MORE_THAN_THE_FIRST_ARRAY; i++) {
        queue.add(i);
      }
    }

    @Actor
    public void taker(II_Result r) {
      while (r.r2 < MORE_THAN_THE_FIRST_ARRAY) {
        int item = NotInterrupted.call(queue::take);
        if (item != r.r2 + 1) {
          r.r1 = -1;
          return;
        }
        r.r1++;
        r.r2 = item;
      }
    }
  }
}
