package dev.ropewalk.examples.tour.programs;

import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.thread.ThreadPool;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/** Takes results in the order in which they are ready. */
public final class ThreadPoolExecutorExample {

  static int work(int x) {
    return x * 2;
  }

  static void main() throws ExecutionException, InterruptedException {
    try (var executor = new ThreadPool(2)) {
      var futures =
          IntStream.range(0, 4)
              .mapToObj(i -> executor.submit(ThreadPoolExecutorExample::work, i))
              .toList();
      for (var future : Futures.asCompleted(futures)) {
        IO.println(future.get());
      }
    }
  }
}
