package dev.ropewalk.benchmarks.executors;

import com.google.common.util.concurrent.MoreExecutors;
import dev.ropewalk.executors.thread.ThreadPool;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;

/** The pools that are compared, each with what a plain user would write. */
final class Pools {

  /** What a benchmark has before it is set up. */
  static final ExecutorService NONE = MoreExecutors.newDirectExecutorService();

  private Pools() {}

  /**
   * A new pool.
   *
   * @param workers how many threads; one of virtual threads has no such number
   */
  static ExecutorService named(String name, int workers) {
    return switch (name) {
      case "ThreadPool" -> new ThreadPool(workers);
      case "newFixedThreadPool" -> Executors.newFixedThreadPool(workers);
      case "ForkJoinPool" -> new ForkJoinPool(workers);
      case "newVirtualThreadPerTaskExecutor" -> Executors.newVirtualThreadPerTaskExecutor();
      case "listeningDecorator" ->
          MoreExecutors.listeningDecorator(Executors.newFixedThreadPool(workers));
      default -> throw new IllegalArgumentException("no pool is called " + name);
    };
  }
}
