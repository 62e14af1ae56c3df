package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.PortableRunnable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ProcessPool} is made.
 *
 * @param maxWorkers how many processes it may have; {@code max_workers}, and {@code processes} of {@code multiprocessing.Pool}
 * @param name what its processes and threads are named after, or null for a numbered name
 * @param initializer what each process does before its first task, or null; {@code initializer}, and its arguments are what it
 *     captures. It travels as it is when the pool is made. If it fails, the pool is broken: see {@link
 *     BrokenProcessPoolException}
 * @param maxTasksPerWorker after how many tasks a process is replaced by a new one; {@code max_tasks_per_child} and {@code
 *     maxtasksperchild}. A chunk of a map is one task
 * @param workers how the processes are started: JVM options, heap, environment, output and so on
 * @param cancelGrace how long a body that was interrupted, because its task was cancelled or ran for too long, may take to
 *     end before its process is killed; zero kills at once. Python can't cancel what runs
 */
public record ProcessPoolOptions(
    int maxWorkers,
    @Nullable String name,
    @Nullable PortableRunnable initializer,
    int maxTasksPerWorker,
    ProcessOptions workers,
    Duration cancelGrace) {

  private static final Duration GRACE = Duration.ofSeconds(1);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} or {@code maxTasksPerWorker} is less than 1, or {@code
   *     cancelGrace} is negative
   */
  public ProcessPoolOptions {
    atLeastOne("maxWorkers", maxWorkers);
    atLeastOne("maxTasksPerWorker", maxTasksPerWorker);
    if (cancelGrace.isNegative()) {
      throw new IllegalArgumentException("cancelGrace must not be negative: " + cancelGrace);
    }
  }

  static void atLeastOne(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " must be at least 1: " + number);
    }
  }

  /** Python's: as many workers as there are processors, which stay until the pool is closed. */
  public static ProcessPoolOptions defaults() {
    return new ProcessPoolOptions(
        Runtime.getRuntime().availableProcessors(),
        null,
        null,
        Integer.MAX_VALUE,
        ProcessOptions.defaults(),
        GRACE);
  }

  /** These with at most so many processes. */
  public ProcessPoolOptions withMaxWorkers(int processes) {
    return new ProcessPoolOptions(
        processes, name, initializer, maxTasksPerWorker, workers, cancelGrace);
  }

  /** These with processes and threads named after this: the name, an underscore and a number. */
  public ProcessPoolOptions withName(String prefix) {
    return new ProcessPoolOptions(
        maxWorkers, prefix, initializer, maxTasksPerWorker, workers, cancelGrace);
  }

  /** These with something that each process does before its first task. */
  public ProcessPoolOptions withInitializer(PortableRunnable action) {
    return new ProcessPoolOptions(
        maxWorkers, name, action, maxTasksPerWorker, workers, cancelGrace);
  }

  /** These with a new process after so many tasks. */
  public ProcessPoolOptions withMaxTasksPerWorker(int tasks) {
    return new ProcessPoolOptions(maxWorkers, name, initializer, tasks, workers, cancelGrace);
  }

  /**
   * These with processes that are started like this. Where that says nothing of the heap, all workers together may use half of
   * the machine's memory for theirs, and none more than a quarter.
   */
  public ProcessPoolOptions withWorkers(ProcessOptions options) {
    return new ProcessPoolOptions(
        maxWorkers, name, initializer, maxTasksPerWorker, options, cancelGrace);
  }

  /** These with so much time for interrupted bodies to end. */
  public ProcessPoolOptions withCancelGrace(Duration time) {
    return new ProcessPoolOptions(maxWorkers, name, initializer, maxTasksPerWorker, workers, time);
  }
}
