package dev.ropewalk.executors.thread;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ThreadPool} is made.
 *
 * @param maxWorkers how many threads it may have; {@code max_workers}
 * @param namePrefix what its threads are named after, or null for a numbered name; {@code thread_name_prefix}
 * @param initializer what each thread does before its first task, or null; {@code initializer}. If it fails, the pool is
 *     broken: see {@link BrokenThreadPoolException}
 * @param queueCapacity how many tasks may wait for a thread; {@link Integer#MAX_VALUE} for no bound, as in Python. A
 *     cancelled task keeps its place until a thread comes to it
 * @param whenFull what a submission does when so many wait
 * @param whenStarved what happens when all threads wait for tasks that none of them can run
 */
public record ThreadPoolOptions(
    int maxWorkers,
    @Nullable String namePrefix,
    @Nullable Runnable initializer,
    int queueCapacity,
    WhenFull whenFull,
    WhenStarved whenStarved) {

  private static final int MOST_BY_DEFAULT = 32;
  private static final int MORE_THAN_PROCESSORS = 4;

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code maxWorkers} or {@code queueCapacity} is less than 1
   */
  public ThreadPoolOptions {
    if (maxWorkers < 1) {
      throw new IllegalArgumentException("maxWorkers must be at least 1: " + maxWorkers);
    }
    if (queueCapacity < 1) {
      throw new IllegalArgumentException("queueCapacity must be at least 1: " + queueCapacity);
    }
    Objects.requireNonNull(whenFull, "whenFull");
    Objects.requireNonNull(whenStarved, "whenStarved");
  }

  /** Python's: processors + 4 threads, at most 32; no bound; a wait that would never end fails. */
  public static ThreadPoolOptions defaults() {
    return new ThreadPoolOptions(
        Math.min(
            MOST_BY_DEFAULT, Runtime.getRuntime().availableProcessors() + MORE_THAN_PROCESSORS),
        null,
        null,
        Integer.MAX_VALUE,
        WhenFull.BLOCK,
        WhenStarved.FAIL);
  }

  /** These with at most so many threads. */
  public ThreadPoolOptions withMaxWorkers(int threads) {
    return new ThreadPoolOptions(
        threads, namePrefix, initializer, queueCapacity, whenFull, whenStarved);
  }

  /** These with threads named after this: the prefix, an underscore and a number. */
  public ThreadPoolOptions withNamePrefix(String prefix) {
    return new ThreadPoolOptions(
        maxWorkers, prefix, initializer, queueCapacity, whenFull, whenStarved);
  }

  /** These with something that each thread does before its first task. */
  public ThreadPoolOptions withInitializer(Runnable action) {
    return new ThreadPoolOptions(
        maxWorkers, namePrefix, action, queueCapacity, whenFull, whenStarved);
  }

  /** These with a bound for the tasks that wait, and what a submission beyond it does. */
  public ThreadPoolOptions withQueue(int capacity, WhenFull full) {
    return new ThreadPoolOptions(maxWorkers, namePrefix, initializer, capacity, full, whenStarved);
  }

  /** These with a way out of waiting forever. */
  public ThreadPoolOptions withStarvation(WhenStarved starved) {
    return new ThreadPoolOptions(
        maxWorkers, namePrefix, initializer, queueCapacity, whenFull, starved);
  }
}
