package dev.ropewalk.async;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.executors.thread.ThreadPoolOptions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The pool of platform threads that a loop hands blocking work to. Touched by the holder of the loop's baton only. */
final class DefaultExecutor {
  /*
   * The threads of a pool keep the JVM going, also when they have nothing to do. The loop ends its own pool with itself; but a
   * loop on a daemon thread never ends if nobody tells it to, and the JVM must be able to end all the same (CPython joins the
   * threads of its pools at exit, which a JVM does not announce to anyone). So there the pool is let go once nothing was
   * handed to it for a second; the next call makes another one. A call that runs keeps the JVM going, as in CPython.
   */

  private static final System.Logger LOGGER = System.getLogger("dev.ropewalk.async");
  private static final Executor IN_A_SECOND =
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run);

  private final Executor inASecond;
  private final boolean onDaemon = Thread.currentThread().isDaemon();
  private @Nullable ThreadPool pool;
  private boolean own;
  private boolean shutDown;

  // of an own pool of a loop on a daemon thread
  private int running;
  private long handedEver;
  private boolean watched;

  DefaultExecutor() {
    this(IN_A_SECOND);
  }

  /** For tests, which need not wait for that second. */
  DefaultExecutor(Executor inASecond) {
    this.inASecond = inASecond;
  }

  /** Uses this one from now on; what another one was given goes on there. */
  void use(ThreadPool other) {
    letGo();
    pool = other;
  }

  private void letGo() {
    if (own && pool != null) {
      pool.shutdown(); // what it was given is still done
    }
    own = false;
    pool = null;
  }

  /** Hands the call to the pool. */
  <T extends @Nullable Object> AsyncFuture<T> submit(EventLoop loop, Callable<T> call) {
    Objects.requireNonNull(call, "call");
    TaskFuture<T> task = get().submit(call);
    if (own && onDaemon) {
      running++;
      handedEver++;
      task.addDoneCallback(_ -> postTo(loop, () -> oneEnded(loop)));
    }
    return Async.wrapFuture(task);
  }

  private static void postTo(EventLoop loop, LoopAction action) {
    boolean _ = loop.post(action); // a closed loop has shut its pool down
  }

  private void oneEnded(EventLoop loop) {
    if (--running == 0 && !watched) {
      watched = true;
      watch(loop);
    }
  }

  /** Lets the pool go in a second, unless something is handed to it until then. */
  private void watch(EventLoop loop) {
    long before = handedEver;
    inASecond.execute(
        () ->
            postTo(
                loop,
                () -> {
                  if (running == 0 && handedEver != before) {
                    watch(loop);
                    return;
                  }
                  watched = false;
                  if (running == 0 && own) {
                    letGo();
                  }
                }));
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
      own = true;
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
