package dev.ropewalk.examples.compare;

import com.google.common.base.Stopwatch;
import dev.ropewalk.examples.compare.Measurement.Way;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.multiprocess.ProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Runs jobs in this JVM, on a thread pool and on a process pool. */
final class RopewalkRuns {

  static final String PLATFORM = "Ropewalk";

  private final int workers;

  RopewalkRuns(int workers) {
    this.workers = workers;
  }

  Measurement run(Job job, Way way) throws Exception {
    return switch (way) {
      case SEQUENTIAL -> measure(job, way, () -> sequential(job));
      case THREADS -> measure(job, way, () -> on(() -> new ThreadPool(workers), job));
      case PROCESSES -> measure(job, way, () -> on(() -> new ProcessPool(workers), job));
    };
  }

  private static Measurement measure(Job job, Way way, Callable<List<String>> run)
      throws Exception {
    Stopwatch watch = Stopwatch.createStarted();
    List<String> results = run.call();
    Duration taken = watch.elapsed();
    return new Measurement(job.name(), PLATFORM, way, taken.toNanos() / 1e9, results);
  }

  private static List<String> sequential(Job job) throws Exception {
    List<String> results = new ArrayList<>();
    for (int item : job.items()) {
      results.add(job.piece().apply(item));
    }
    return results;
  }

  private static List<String> on(Supplier<TaskExecutor> pool, Job job) {
    try (TaskExecutor executor = pool.get()) {
      return executor.map(job.piece(), job.items()).toList();
    }
  }
}
