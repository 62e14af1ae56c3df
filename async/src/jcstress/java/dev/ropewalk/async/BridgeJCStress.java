package dev.ropewalk.async;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Claims for what crosses between a loop and other threads: see each nested class. Run: mvn test -pl async -am
 * -Djcstress.tests=BridgeJCStress
 */
public final class BridgeJCStress {

  private BridgeJCStress() {}

  private static final int INTERRUPTED = 9;

  /** A future that another thread completes is awaited: its value comes, with what that thread wrote before. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The value came, and what preceded it.")
  @Outcome(expect = FORBIDDEN, desc = "The end was lost, or what preceded it is not visible.")
  @State
  public static class CompletedByAnotherThread {
    private final CompletableFuture<Integer> source = new CompletableFuture<>();
    private int plain;

    @Actor
    public void loop(II_Result r) {
      try {
        r.r1 =
            Async.<Integer>run(
                () -> Async.waitFor(Async.wrapFuture(source), Duration.ofSeconds(10)));
        r.r2 = plain;
      } catch (InterruptedException e) {
        r.r1 = INTERRUPTED;
      }
    }

    @Actor
    public void thread() {
      plain = 1;
      source.complete(1);
    }
  }

  /** The loop cancels the wrapper while a thread completes what it wraps: the wrapper has no value that its source has not. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Completed first.")
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Cancelled first.")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "At the same time: each side as it was told.")
  @Outcome(expect = FORBIDDEN, desc = "The wrapper has a value and its source none.")
  @State
  public static class LongWrapperCancelled {
    private final CompletableFuture<Integer> source = new CompletableFuture<>();
    private volatile boolean wrapped;
    private volatile int wrapper;

    @Actor
    public void loop() {
      try {
        Async.run(
            () -> {
              AsyncFuture<Integer> future = Async.wrapFuture(source);
              wrapped = true;
              Async.sleep(Duration.ZERO);
              future.cancel();
              wrapper = future.isCancelled() ? 2 : future.result();
            });
      } catch (InterruptedException e) {
        wrapper = INTERRUPTED;
      }
    }

    @Actor
    public void thread() {
      while (!wrapped) {
        Thread.onSpinWait();
      }
      source.complete(1);
    }

    @Arbiter
    public void result(II_Result r) {
      r.r1 = wrapper;
      r.r2 = source.isCancelled() ? 2 : source.join();
    }
  }

  /** A thread takes a copy of a task, or starts one, as the loop closes: it never waits for ever. */
  @JCStressTest
  @Outcome(
      id = "1, 1",
      expect = ACCEPTABLE,
      desc = "The copy has the value, and the coroutine ran.")
  @Outcome(
      id = "1, 2",
      expect = ACCEPTABLE,
      desc = "The coroutine was cancelled as the loop closed.")
  @Outcome(id = "1, 3", expect = ACCEPTABLE, desc = "It was accepted, and the loop closed first.")
  @Outcome(id = "1, 4", expect = ACCEPTABLE, desc = "The loop was closed and refused it.")
  @Outcome(expect = FORBIDDEN, desc = "Somebody waits for ever, or got something else.")
  @State
  public static class LongClosing {
    private volatile Task<Integer> main;

    @Actor
    public void loop() {
      try {
        int _ =
            Async.<Integer>run(
                () -> {
                  main = cast(Async.currentTask().orElseThrow());
                  Async.sleep(Duration.ZERO);
                  return 1;
                });
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @SuppressWarnings("unchecked") // it is the main task, which returns one
    private static Task<Integer> cast(Task<?> task) {
      return (Task<Integer>) task;
    }

    @Actor
    public void thread(II_Result r) {
      Task<Integer> task;
      while ((task = main) == null) {
        Thread.onSpinWait();
      }
      CompletableFuture<Integer> copy = task.toCompletableFuture();
      r.r2 = end(task.loop());
      r.r1 = end(copy);
    }

    private static int end(EventLoop loop) {
      try {
        return end(loop.runCoroutineThreadsafe(() -> 1));
      } catch (IllegalStateException refused) {
        return 4;
      }
    }

    private static int end(CompletableFuture<Integer> copy) {
      try {
        return copy.get(10, TimeUnit.SECONDS);
      } catch (CancellationException e) {
        return 2;
      } catch (ExecutionException e) {
        return 3;
      } catch (TimeoutException e) {
        return 8;
      } catch (InterruptedException e) {
        return INTERRUPTED;
      }
    }
  }
}
