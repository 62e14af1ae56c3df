package dev.ropewalk.examples.executors;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.thread.ThreadPool;
import java.time.Duration;

/** Tasks that may run only so long, and only so many per second. */
public final class LimitedTasks {

  private LimitedTasks() {}

  // snippet-start
  public static void main(String[] args) throws Exception {
    try (ThreadPool executor = new ThreadPool(2)) {
      TaskExecutor careful = executor.withTaskTimeout(Duration.ofMillis(200)).rateLimited(100);
      TaskFuture<String> slow =
          careful.submit(
              () -> {
                Thread.sleep(Duration.ofHours(1));
                return "never";
              });
      TaskFuture<String> quick = careful.submit(() -> "in time");
      System.out.println(quick.get());
      System.out.println(slow.exception());
    }
  }
  // snippet-end
  // prints: in time
  // prints: java.util.concurrent.TimeoutException: the task ran for longer than its limit of PT0.2S
}
