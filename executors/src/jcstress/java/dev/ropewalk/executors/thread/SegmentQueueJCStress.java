package dev.ropewalk.executors.thread;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Claims checked for {@link SegmentQueue}: see each nested class. */
public final class SegmentQueueJCStress {

  private SegmentQueueJCStress() {}

  private static int orZero(@Nullable Integer item) {
    return item == null ? 0 : item;
  }

  /** Two threads never take the same item, and none is skipped. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the first was first")
  @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "the second was first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "one taken twice, or one lost")
  @State
  public static class LongPollOrPoll {
    private final SegmentQueue<Integer> queue = new SegmentQueue<>();

    /** Fills the queue. */
    public LongPollOrPoll() {
      queue.add(1);
      queue.add(2);
    }

    /** One who takes. */
    @Actor
    public void one(II_Result result) {
      result.r1 = orZero(queue.poll());
    }

    /** The other. */
    @Actor
    public void other(II_Result result) {
      result.r2 = orZero(queue.poll());
    }
  }

  /** An item that is added while another thread finds the queue empty stays for the next. */
  @JCStressTest
  @Outcome(id = "7, 0, 0", expect = Expect.ACCEPTABLE, desc = "taken at once")
  @Outcome(id = "0, 7, 0", expect = Expect.ACCEPTABLE, desc = "taken at the second look")
  @Outcome(id = "0, 0, 7", expect = Expect.ACCEPTABLE, desc = "taken later")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or taken twice")
  @State
  public static class LongAddOrPoll {
    private final SegmentQueue<Integer> queue = new SegmentQueue<>();

    /** Brings an item. */
    @Actor
    public void adder() {
      queue.add(7);
    }

    /** Looks twice. */
    @Actor
    public void taker(III_Result result) {
      result.r1 = orZero(queue.poll());
      result.r2 = orZero(queue.poll());
    }

    /** What is left. */
    @Arbiter
    public void end(III_Result result) {
      result.r3 = orZero(queue.poll());
    }
  }

  /** Two threads that both find a segment full lose nothing, whoever appends the next. */
  @JCStressTest
  @Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "the first was first")
  @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "the second was first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "one lost, or there twice")
  @State
  public static class LongAppendOrAppend {
    private final SegmentQueue<Integer> queue = new SegmentQueue<>();

    /** Uses up the first segment. */
    public LongAppendOrAppend() {
      for (int i = 0; i < SegmentQueue.SEGMENT; i++) {
        queue.add(0);
        Integer _ = queue.poll();
      }
    }

    /** One who adds. */
    @Actor
    public void one() {
      queue.add(1);
    }

    /** The other. */
    @Actor
    public void other() {
      queue.add(2);
    }

    /** What is there. */
    @Arbiter
    public void end(III_Result result) {
      result.r1 = orZero(queue.poll());
      result.r2 = orZero(queue.poll());
      result.r3 = orZero(queue.poll());
    }
  }

  /**
   * The pool's C1: a submitter adds, then reads whether somebody is about to sleep; a worker says that it is, then looks at
   * the queue. At least one of them sees the other.
   */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the worker sleeps beside a task")
  @Outcome(expect = Expect.ACCEPTABLE, desc = "one saw the other")
  @State
  public static class LongAddOrSleep {
    private final SegmentQueue<Integer> queue = new SegmentQueue<>();
    private volatile boolean sleeping;

    /** Adds, and sees a sleeper or not. */
    @Actor
    public void submitter(II_Result result) {
      queue.add(7);
      result.r1 = sleeping ? 1 : 0;
    }

    /** Sleeps unless it sees a task. */
    @Actor
    public void worker(II_Result result) {
      sleeping = true;
      result.r2 = queue.isEmpty() ? 0 : 1;
    }
  }

  /** The same with a plain mark: x86 lets the worker's look come before it. */
  @JCStressTest
  @Outcome(
      id = "0, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "the worker sleeps beside a task")
  @Outcome(expect = Expect.ACCEPTABLE, desc = "one saw the other")
  @State
  public static class BrokenAddOrSleep {
    private final SegmentQueue<Integer> queue = new SegmentQueue<>();
    private boolean sleeping;

    /** Adds, and sees a sleeper or not. */
    @Actor
    public void submitter(II_Result result) {
      queue.add(7);
      result.r1 = sleeping ? 1 : 0;
    }

    /** Sleeps unless it sees a task. */
    @Actor
    public void worker(II_Result result) {
      sleeping = true;
      result.r2 = queue.isEmpty() ? 0 : 1;
    }
  }
}
