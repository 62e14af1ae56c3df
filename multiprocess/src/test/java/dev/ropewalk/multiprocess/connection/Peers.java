package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Something that goes on in a thread of its own; its result or failure is asked for. */
final class Peers {

  private Peers() {}

  /** Begins it. */
  static <T> Running<T> start(Callable<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    result.complete(action.call());
                  } catch (Throwable e) {
                    result.completeExceptionally(e);
                  }
                });
    return new Running<>(thread, result);
  }

  /** What goes on. */
  record Running<T>(Thread thread, CompletableFuture<T> result) {
    T get() throws Exception {
      return result.get(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns once it waits for a channel: the thread is in native code then, and its state says that it runs. */
    void awaitSelecting() {
      ThreadStates.awaitTrue(
          thread + " to wait for a channel",
          () ->
              Arrays.stream(thread.getStackTrace())
                  .limit(4)
                  .anyMatch(frame -> frame.getMethodName().equals("doSelect")));
    }

    Throwable failure() {
      return result
          .handle((value, failure) -> failure)
          .orTimeout(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    }
  }
}
