package dev.ropewalk.async;

import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.executors.thread.ThreadPoolOptions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The pool of platform threads that a loop hands blocking work to. Touched by the holder of the loop's baton only. */
final class DefaultExecutor {

  private static final System.Logger LOGGER = System.getLogger("dev.ropewalk.async");

  private @Nullable ThreadPool pool;
  private boolean shutDown;

  /** Uses this one from now on; what another one was given goes on there. */
  void use(ThreadPool other) {
    pool = other;
  }

  /** Hands the call to the pool. */
  <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> call) {
    Objects.requireNonNull(call, "call");
    return Async.wrapFuture(get().submit(call));
  }

  /** The pool, made when first asked for. */
  private ThreadPool get() {
    if (shutDown) {
      throw new IllegalStateException(
          "the default executor was shut down: nothing more can be handed to it");
    }
    ThreadPool current = pool;
    if (current == null) {
      current = new ThreadPool(ThreadPoolOptions.defaults().withNamePrefix("async"));
      pool = current;
    }
    return current;
  }

  boolean isThere() {
    return pool != null && !pool.isTerminated();
  }

  /** Refuses further work and suspends the caller until the pool's threads have ended, but no longer than this. */
  boolean shutDown(EventLoop loop, Duration timeout) {
    shutDown = true;
    ThreadPool current = pool;
    if (current == null) {
      return true;
    }
    current.shutdown();
    AsyncFuture<Boolean> ended = new AsyncFuture<>(loop, "the end of " + current, null);
    Thread waiting =
        Thread.startVirtualThread(
            () -> {
              boolean terminated = awaitTermination(current);
              boolean _ =
                  loop.post(
                      (LoopAction)
                          () -> ended.completion().complete(new Outcome.Value<>(terminated)));
            });
    loop.idle().expect(1);
    try {
      return Async.waitFor(ended, timeout);
    } catch (java.util.concurrent.TimeoutException e) {
      LOGGER.log(
          Level.WARNING, current + " has not ended within " + timeout + ": its threads go on");
      return false;
    } finally {
      loop.idle().expect(-1);
      waiting.interrupt();
    }
  }

  private static boolean awaitTermination(ThreadPool pool) {
    try {
      return pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return false; // nobody waits for it any more
    }
  }

  /** Refuses further work; called as the loop closes. */
  void close() {
    shutDown = true;
    if (pool != null) {
      pool.shutdown();
    }
  }
}
