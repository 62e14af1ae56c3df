package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.ReturnWhen;
import dev.ropewalk.threads.ContextCarrier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LI_Result;

/** Claims checked for {@link EngineFuture}: see each nested class. */
public final class EngineFutureJCStress {

  private EngineFutureJCStress() {}

  /** A body runs, or its future was cancelled before it began: never both, never neither. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "run first: cancel came too late")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "cancelled first: the body never ran")
  @Outcome(expect = Expect.FORBIDDEN, desc = "cancelled and run, or neither")
  @State
  public static class CancelOrRun {
    private int ran;
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> ran = 1, ContextCarrier.none().capture());

    /** The engine. */
    @Actor
    public void engine() {
      future.run();
    }

    /** Someone who cancels without interrupting. */
    @Actor
    public void canceller(II_Result result) {
      // false also while the body runs; what counts is the end.
      boolean _ = future.cancel(false);
    }

    /** What it came to. */
    @Arbiter
    public void end(II_Result result) {
      result.r1 = ran;
      result.r2 = future.isCancelled() ? 1 : 0;
    }
  }

  /**
   * A task is cancelled while its engine gives it back and another starts it: who cancels interrupts the first run, which will not
   * begin, or the second, or it is told that it did not cancel. Never the first instead of the second.
   */
  @JCStressTest
  @Outcome(
      id = "1, 1, 0",
      expect = Expect.ACCEPTABLE,
      desc = "cancelled in the first run: it ended")
  @Outcome(
      id = "0, 1, 0",
      expect = Expect.ACCEPTABLE,
      desc = "the same, with nothing to interrupt, or pending")
  @Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled in the second run")
  @Outcome(
      expect = Expect.FORBIDDEN,
      desc = "the second run goes on, cancelled and not interrupted")
  @State
  public static class CancelOrUnstart {
    private volatile int interrupted;
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> 1, ContextCarrier.none().capture());

    /** Started once. */
    public CancelOrUnstart() {
      if (!future.start(() -> interrupted = 1)) {
        throw new AssertionError("nobody else has started it");
      }
    }

    /** The engines. */
    @Actor
    public void engine(III_Result result) {
      result.r3 = future.unstart() && future.start(() -> interrupted = 2) ? 1 : 0;
    }

    /** Who cancels. */
    @Actor
    public void canceller(III_Result result) {
      result.r2 = future.cancel(true) ? 1 : 0;
    }

    /** What it came to. */
    @Arbiter
    public void end(III_Result result) {
      result.r1 = interrupted;
    }
  }

  /** A callback added while the task ends is called exactly once, and sees the value. */
  @JCStressTest
  @Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "called once, by whichever thread")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, called twice, or called without the value")
  @State
  public static class CallbackOnce {
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int seen;
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> 7, ContextCarrier.none().capture());

    /** The engine. */
    @Actor
    public void engine() {
      future.run();
    }

    /** Someone who wants to be told. */
    @Actor
    public void adder() {
      future.addDoneCallback(
          done -> {
            calls.incrementAndGet();
            seen = done.resultNow();
          });
    }

    /** What it came to. */
    @Arbiter
    public void end(II_Result result) {
      result.r1 = calls.get();
      result.r2 = seen;
    }
  }

  /** A callback added to a task that is done has run when its adder goes on, whoever else adds one. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each adder has called its own")
  @Outcome(expect = Expect.FORBIDDEN, desc = "called later, by the other adder")
  @State
  public static class LongAddOrAddWhenDone {
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> 7, ContextCarrier.none().capture());

    /** Made done before the actors begin. */
    public LongAddOrAddWhenDone() {
      future.run();
    }

    /** Someone who adds one. */
    @Actor
    public void first(II_Result result) {
      result.r1 = calls();
    }

    /** Someone else. */
    @Actor
    public void second(II_Result result) {
      result.r2 = calls();
    }

    private int calls() {
      AtomicInteger calls = new AtomicInteger();
      future.addDoneCallback(_ -> calls.incrementAndGet());
      return calls.get();
    }
  }

  /** Whoever waits for a future that is done meanwhile is woken, and sees what the body did. */
  @JCStressTest
  @Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "found done, with what the body wrote")
  @Outcome(expect = Expect.FORBIDDEN, desc = "not woken, or woken without what the body wrote")
  @State
  public static class WaitOrComplete {
    private int written;
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> written = 7, ContextCarrier.none().capture());

    /** The engine. */
    @Actor
    public void engine() {
      future.run();
    }

    /** Someone who waits for several futures. */
    @Actor
    public void waiter(II_Result result) {
      try {
        result.r1 =
            Futures.wait(List.of(future), ReturnWhen.FIRST_COMPLETED, Duration.ofSeconds(20))
                .done()
                .size();
      } catch (InterruptedException e) {
        result.r1 = -1;
      }
      result.r2 = written;
    }
  }

  /** Whoever blocks in get while the task ends is woken, and sees what the body did. */
  @JCStressTest
  @Outcome(
      id = "7, 7",
      expect = Expect.ACCEPTABLE,
      desc = "got the value, with what the body wrote")
  @Outcome(expect = Expect.FORBIDDEN, desc = "not woken, or woken without what the body wrote")
  @State
  public static class LongGetOrComplete {
    private int written;
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> written = 7, ContextCarrier.none().capture());

    /** The engine. */
    @Actor
    public void engine() {
      future.run();
    }

    /** Someone who blocks: there is no engine that spins. */
    @Actor
    public void getter(II_Result result) {
      try {
        result.r1 = future.get(Duration.ofSeconds(20));
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        result.r1 = -1;
      }
      result.r2 = written;
    }
  }

  /** A waiter that looks and then adds its callback to those that were not done: a completion in between is lost. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken")
  @Outcome(
      id = "0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "was done between the look and the wait: nobody wakes it")
  @State
  public static class BrokenLookThenWait {
    private volatile boolean listening;
    private final AtomicInteger woken = new AtomicInteger();
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> 7, ContextCarrier.none().capture());

    /** The engine, and the only wake-up there is: for those that listen already. */
    @Actor
    public void engine() {
      future.run();
      if (listening) {
        woken.set(1);
      }
    }

    /** Looks, and listens if there is something to wait for. */
    @Actor
    public void waiter() {
      if (future.isDone()) {
        woken.set(1);
        return;
      }
      for (int i = 0; i < 100; i++) {
        Thread.onSpinWait();
      }
      listening = true;
    }

    /** Whether it was woken. */
    @Arbiter
    public void end(I_Result result) {
      result.r1 = woken.get();
    }
  }

  /** A time limit that passes while the body ends: the task has one outcome, and no interrupt is left for the next task. */
  @JCStressTest
  @Outcome(id = "SUCCESS, 0", expect = Expect.ACCEPTABLE, desc = "the body was first")
  @Outcome(id = "FAILED, 0", expect = Expect.ACCEPTABLE, desc = "the limit was first")
  @Outcome(expect = Expect.FORBIDDEN, desc = "another outcome, or an interrupt that went astray")
  @State
  public static class LongLimitOrEnd {
    private final EngineFuture<Integer> future = limited();
    private volatile int strayInterrupt;

    /** With a limit that doesn't pass by itself. */
    private static EngineFuture<Integer> limited() {
      EngineFuture<Integer> future = new EngineFuture<>(() -> 7, ContextCarrier.none().capture());
      future.limit(Duration.ofDays(1));
      return future;
    }

    /** A worker, and what it does after the task. */
    @Actor
    public void worker() {
      future.run();
      strayInterrupt = Thread.interrupted() ? 1 : 0;
    }

    /** The timer. */
    @Actor
    public void timer() {
      future.expire();
    }

    /** What it came to. */
    @Arbiter
    public void end(LI_Result result) {
      result.r1 = future.state();
      result.r2 = strayInterrupt;
    }
  }

  /** Cancelling a running body interrupts it, and no interrupt is left for the worker's next task. */
  @JCStressTest
  @Outcome(
      id = "0, 0",
      expect = Expect.ACCEPTABLE,
      desc = "cancelled before it ran, or after: no interrupt")
  @Outcome(
      id = "0, 1",
      expect = Expect.ACCEPTABLE,
      desc = "cancelled while running: the interrupt stayed in the body")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the interrupt reached what the worker does next")
  @State
  public static class InterruptStaysInBody {
    private volatile int bodyBegan;
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> bodyBegan = 1, ContextCarrier.none().capture());

    /** A worker, and what it does after the task. */
    @Actor
    public void worker(II_Result result) {
      future.run();
      result.r1 = Thread.interrupted() ? 1 : 0;
    }

    /** Someone who cancels with an interrupt. */
    @Actor
    public void canceller(II_Result result) {
      result.r2 = future.cancel(true) && bodyBegan == 1 ? 1 : 0;
    }
  }

  /** cancelAndAwait returns only when the body has ended, and tells the truth about it. */
  @JCStressTest
  @Outcome(
      id = "NOT_STARTED, 0",
      expect = Expect.ACCEPTABLE,
      desc = "not started: the body never ran")
  @Outcome(
      id = "INTERRUPTED, 1",
      expect = Expect.ACCEPTABLE,
      desc = "interrupted: the body had ended")
  @Outcome(id = "TOO_LATE, 1", expect = Expect.ACCEPTABLE, desc = "too late: the body had ended")
  @Outcome(expect = Expect.FORBIDDEN, desc = "returned while the body ran, or told a lie")
  @State
  public static class LongCancelAndAwaitTellsTheTruth {
    private int ended;
    private final EngineFuture<Integer> future =
        new EngineFuture<>(() -> ended = 1, ContextCarrier.none().capture());

    /** The engine. */
    @Actor
    public void engine() {
      future.run();
    }

    /** Someone who must know. */
    @Actor
    public void canceller(LI_Result result) {
      try {
        CancelOutcome outcome = future.cancelAndAwait(Duration.ofSeconds(20));
        result.r1 = outcome;
        result.r2 = ended;
      } catch (InterruptedException | TimeoutException e) {
        result.r1 = e;
      }
    }
  }

  /** Reading the outcome without waiting for the state: the harness must be able to see a body that has not ended. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the body had ended by chance")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled before it ran")
  @Outcome(
      id = "1, 0",
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "done for the future, but the body still ran")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "ran to its end before the cancellation")
  @State
  public static class BrokenCancelDoesNotWait {
    private volatile int began;
    private volatile int ended;
    private final EngineFuture<Integer> future =
        new EngineFuture<>(
            () -> {
              began = 1;
              for (int i = 0; i < 100; i++) {
                Thread.onSpinWait();
              }
              ended = 1;
              return 1;
            },
            ContextCarrier.none().capture());

    /** The engine. */
    @Actor
    public void engine() {
      future.run();
    }

    /** Takes done for ended. */
    @Actor
    public void canceller(II_Result result) throws IllegalStateException {
      boolean cancelled = future.cancel(true);
      try {
        future.get();
      } catch (java.util.concurrent.CancellationException
          | ExecutionException
          | InterruptedException e) {
        // done
      }
      int endedThen = ended;
      result.r1 = cancelled && began == 1 ? 1 : 0;
      result.r2 = endedThen;
    }
  }
}
