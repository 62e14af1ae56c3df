package dev.ropewalk.examples.executors;

import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.thread.ThreadPool;
import java.util.ArrayList;
import java.util.List;

/** Takes results in the order in which they are done. */
public final class AsCompleted {

  private AsCompleted() {}

  // snippet-start
  static int work(int x) {
    return x * 2;
  }

  public static void main(String[] args) throws Exception {
    try (ThreadPool executor = new ThreadPool(2)) {
      List<TaskFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        futures.add(executor.submit(AsCompleted::work, i));
      }
      int sum = 0;
      for (TaskFuture<Integer> future : Futures.asCompleted(futures)) {
        sum += future.get();
      }
      System.out.println(sum);
    }
  }
  // snippet-end
  // prints: 12
}
