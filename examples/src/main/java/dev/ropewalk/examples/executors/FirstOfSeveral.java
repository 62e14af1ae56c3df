package dev.ropewalk.examples.executors;

import dev.ropewalk.executors.DoneAndPending;
import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.ReturnWhen;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.thread.ThreadPool;
import java.time.Duration;
import java.util.List;

/** Waits for whichever task is first, and cancels the others. */
public final class FirstOfSeveral {

  private FirstOfSeveral() {}

  // snippet-start
  static String fetch(long millis) throws InterruptedException {
    Thread.sleep(millis);
    return "after " + millis + " ms";
  }

  public static void main(String[] args) throws Exception {
    try (ThreadPool executor = new ThreadPool(2)) {
      List<TaskFuture<String>> mirrors =
          List.of(
              executor.submit(FirstOfSeveral::fetch, 100_000L),
              executor.submit(FirstOfSeveral::fetch, 10L));
      DoneAndPending<TaskFuture<String>> found =
          Futures.wait(mirrors, ReturnWhen.FIRST_COMPLETED, Duration.ofMinutes(1));
      for (TaskFuture<String> first : found.done()) {
        System.out.println(first.get());
      }
      for (TaskFuture<String> late : found.pending()) {
        System.out.println(late.cancelAndAwait(Duration.ofSeconds(5)));
      }
    }
  }
  // snippet-end
  // prints: after 10 ms
  // prints: INTERRUPTED
}
