package dev.ropewalk.examples.executors;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.thread.ThreadPool;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Cancels a running task and learns what really became of it. */
public final class TruthfulCancel {

  private TruthfulCancel() {}

  // snippet-start
  public static void main(String[] args) throws Exception {
    try (ThreadPool executor = new ThreadPool(1)) {
      CountDownLatch inBody = new CountDownLatch(1);
      TaskFuture<?> running =
          executor.submit(
              () -> {
                inBody.countDown();
                Thread.sleep(Duration.ofHours(1));
                return "never";
              });
      TaskFuture<?> waiting = executor.submit(() -> "never either");
      inBody.await();
      System.out.println(waiting.cancelAndAwait(Duration.ofSeconds(5)));
      System.out.println(running.cancelAndAwait(Duration.ofSeconds(5)));
    }
  }
  // snippet-end
  // prints: NOT_STARTED
  // prints: INTERRUPTED
}
