package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Claims checked for {@link ThreadPool}: see each nested class. */
public final class ThreadPoolJCStress {

  private ThreadPoolJCStress() {}

  /** A task that races with shutdown is run or rejected, never stranded. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "rejected")
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "accepted and run")
  @Outcome(expect = Expect.FORBIDDEN, desc = "accepted and never run, or the pool did not end")
  @State
  public static class SubmitOrShutdown {
    private final ThreadPool pool = new ThreadPool(1);
    private @Nullable TaskFuture<Integer> accepted;

    /** Hands in a task. */
    @Actor
    public void submitter() {
      try {
        accepted = pool.submit(() -> 1);
      } catch (RejectedExecutionException e) {
        accepted = null;
      }
    }

    /** Shuts down. */
    @Actor
    public void closer() {
      pool.shutdown();
    }

    /** What it came to. */
    @Arbiter
    public void end(I_Result result) throws IllegalStateException {
      try {
        if (!pool.awaitTermination(20, TimeUnit.SECONDS)) {
          result.r1 = -2;
        } else {
          result.r1 = accepted == null ? -1 : accepted.resultNow();
        }
      } catch (InterruptedException e) {
        result.r1 = -3;
      }
    }
  }

  /** A task handed in while the worker goes to sleep is run: the second of two tasks, each handed in as the last one ends. */
  @JCStressTest
  @Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "both run")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the worker slept beside a task")
  @State
  public static class LongSubmitOrSubmit {
    private final ThreadPool pool = new ThreadPool(1);
    private @Nullable TaskFuture<Integer> one;
    private @Nullable TaskFuture<Integer> other;

    /** Hands in a task. */
    @Actor
    public void first() {
      one = pool.submit(() -> 1);
    }

    /** Hands in another. */
    @Actor
    public void second() {
      other = pool.submit(() -> 2);
    }

    /** What it came to. */
    @Arbiter
    public void end(I_Result result) {
      result.r1 = value(one) + value(other);
      pool.shutdown();
    }
  }

  private static int value(@Nullable TaskFuture<Integer> future) {
    try {
      return future == null ? 0 : future.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      return -10;
    }
  }

  /** shutdownNow returns a task, or it was run, or rejected: one of them. */
  @JCStressTest
  @Outcome(id = "100", expect = Expect.ACCEPTABLE, desc = "rejected")
  @Outcome(id = "10", expect = Expect.ACCEPTABLE, desc = "returned as never begun")
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "run")
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or told in two ways")
  @State
  public static class LongSubmitOrShutdownNow {
    private final ThreadPool pool = new ThreadPool(1);
    private int rejected;
    private int returned;
    private volatile int ran;

    /** Hands in a task. */
    @Actor
    public void submitter() {
      try {
        pool.execute(() -> ran = 1);
      } catch (RejectedExecutionException e) {
        rejected = 100;
      }
    }

    /** Stops the pool. */
    @Actor
    public void closer() {
      returned = 10 * pool.shutdownNow().size();
    }

    /** What it came to. */
    @Arbiter
    public void end(I_Result result) {
      try {
        boolean ended = pool.awaitTermination(20, TimeUnit.SECONDS);
        result.r1 = ended ? rejected + returned + ran : -1;
      } catch (InterruptedException e) {
        result.r1 = -2;
      }
    }
  }
}
