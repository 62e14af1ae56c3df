package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.ProcessPool;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** A task that has a pool of its own, with as many workers as its own worker has processors. */
public final class PoolInAWorker {

  private PoolInAWorker() {}

  // snippet-start
  static int sumOfSquares(List<Integer> numbers) {
    try (ProcessPool pool = new ProcessPool()) {
      return pool.map(n -> n * n, numbers).stream().mapToInt(n -> n).sum();
    }
  }

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    try (ProcessPool pool = new ProcessPool(2)) {
      TaskFuture<Integer> small = pool.submit(() -> sumOfSquares(List.of(1, 2, 3)));
      TaskFuture<Integer> large = pool.submit(() -> sumOfSquares(List.of(10, 20, 30)));
      System.out.println(small.get() + " and " + large.get());
    }
  }
  // snippet-end
  // prints: 14 and 1400
}
