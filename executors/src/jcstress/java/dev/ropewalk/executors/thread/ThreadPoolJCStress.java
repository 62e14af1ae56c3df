package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
}
