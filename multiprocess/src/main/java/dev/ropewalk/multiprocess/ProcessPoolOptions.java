package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
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
 * @param deathPolicy what becomes of the pool when a worker dies; Python's pools break
 * @param maxAttempts how many workers may die under one task, or chunk of a map, until it fails; 1, the default, means that no
 *     body is begun twice. Python runs nothing again
 * @param standby how many processes are kept ready beside those of the workers, for when one is needed. Python's pools have
 *     none
 * @param serializer writes and reads what Java's serialization is not to, or null; {@code multiprocessing.reduction}
 */
public record ProcessPoolOptions(
    int maxWorkers,
    @Nullable String name,
    @Nullable PortableRunnable initializer,
    int maxTasksPerWorker,
    ProcessOptions workers,
    Duration cancelGrace,
    DeathPolicy deathPolicy,
    int maxAttempts,
    int standby,
    @Nullable Class<? extends ObjectSerializer> serializer) {

  private static final Duration GRACE = Duration.ofSeconds(1);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if {@code maxWorkers}, {@code maxTasksPerWorker} or {@code maxAttempts} is less than 1,
   *     {@code cancelGrace} or {@code standby} is negative, or a pool that breaks with its first worker is to run tasks again
   */
  public ProcessPoolOptions {
    atLeastOne("maxWorkers", maxWorkers);
    atLeastOne("maxTasksPerWorker", maxTasksPerWorker);
    atLeastOne("maxAttempts", maxAttempts);
    if (cancelGrace.isNegative()) {
      throw new IllegalArgumentException("cancelGrace must not be negative: " + cancelGrace);
    }
    if (standby < 0) {
      throw new IllegalArgumentException("standby must not be negative: " + standby);
    }
    if (Objects.requireNonNull(deathPolicy, "deathPolicy") == DeathPolicy.BREAK_POOL
        && maxAttempts > 1) {
      throw new IllegalArgumentException(
          "a pool that breaks when a worker dies runs no task again, so maxAttempts must be 1: "
              + maxAttempts);
    }
  }

  static void atLeastOne(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " must be at least 1: " + number);
    }
  }

  /**
   * As many workers as there are processors, which stay until the pool is closed, as in Python; those that die are replaced,
   * and no task is run twice.
   */
  public static ProcessPoolOptions defaults() {
    return new ProcessPoolOptions(
        Runtime.getRuntime().availableProcessors(),
        null,
        null,
        Integer.MAX_VALUE,
        ProcessOptions.defaults(),
        GRACE,
        DeathPolicy.REPLACE_WORKER,
        1,
        0,
        null);
  }

  /** Those of a record that is to differ in one of them. */
  @SuppressWarnings("NullAway.Init") // with() sets all
  private static final class Draft {
    int maxWorkers;
    @Nullable String name;
    @Nullable PortableRunnable initializer;
    int maxTasksPerWorker;
    ProcessOptions workers;
    Duration cancelGrace;
    DeathPolicy deathPolicy;
    int maxAttempts;
    int standby;
    @Nullable Class<? extends ObjectSerializer> serializer;
  }

  private ProcessPoolOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.maxWorkers = maxWorkers;
    draft.name = name;
    draft.initializer = initializer;
    draft.maxTasksPerWorker = maxTasksPerWorker;
    draft.workers = workers;
    draft.cancelGrace = cancelGrace;
    draft.deathPolicy = deathPolicy;
    draft.maxAttempts = maxAttempts;
    draft.standby = standby;
    draft.serializer = serializer;
    change.accept(draft);
    return new ProcessPoolOptions(
        draft.maxWorkers,
        draft.name,
        draft.initializer,
        draft.maxTasksPerWorker,
        draft.workers,
        draft.cancelGrace,
        draft.deathPolicy,
        draft.maxAttempts,
        draft.standby,
        draft.serializer);
  }

  /** These with at most so many processes. */
  public ProcessPoolOptions withMaxWorkers(int processes) {
    return with(draft -> draft.maxWorkers = processes);
  }

  /** These with processes and threads named after this: the name, an underscore and a number. */
  public ProcessPoolOptions withName(String prefix) {
    return with(draft -> draft.name = prefix);
  }

  /** These with something that each process does before its first task. */
  public ProcessPoolOptions withInitializer(PortableRunnable action) {
    return with(draft -> draft.initializer = action);
  }

  /**
   * These with a new process after so many tasks. The next one does not wait until the old one has run its shutdown hooks, for which
   * that has five seconds.
   */
  public ProcessPoolOptions withMaxTasksPerWorker(int tasks) {
    return with(draft -> draft.maxTasksPerWorker = tasks);
  }

  /**
   * These with processes that are started like this. Where that says nothing of the heap, all workers together may use half of
   * the machine's memory for theirs, and none more than a quarter.
   */
  public ProcessPoolOptions withWorkers(ProcessOptions options) {
    return with(draft -> draft.workers = options);
  }

  /** These with so much time for interrupted bodies to end. */
  public ProcessPoolOptions withCancelGrace(Duration time) {
    return with(draft -> draft.cancelGrace = time);
  }

  /** These with a pool that goes on, or breaks, when a worker dies. */
  public ProcessPoolOptions withDeathPolicy(DeathPolicy policy) {
    return with(draft -> draft.deathPolicy = policy);
  }

  /**
   * These with tasks that are run again, at once and by a new process, when their worker dies, until so many have died under
   * them. A task is then run at least once, and perhaps in part before: for bodies that may be repeated only.
   */
  public ProcessPoolOptions withMaxAttempts(int attempts) {
    return with(draft -> draft.maxAttempts = attempts);
  }

  /**
   * These with so many processes kept ready beside those of the workers. A worker takes one when it needs a process: for its first
   * task, or instead of one that has died, was killed or has had {@link #maxTasksPerWorker} tasks; and another is started in its
   * place. They are started from when the pool is made, one after the other, run the initializer, and get used to tasks while they wait. So
   * there are up to {@code maxWorkers + processes} of them, and their heaps are smaller accordingly. They are named after the pool,
   * {@code _standby_} and a number; what they log while they wait comes when they begin to work or end. If one does not become
   * ready there is a warning, and the next task starts a process as if there were no standby.
   */
  public ProcessPoolOptions withStandby(int processes) {
    return with(draft -> draft.standby = processes);
  }

  /**
   * These with a serializer, of which each process makes one: a public class with a public constructor without parameters. Processes
   * find it where they find the classes of tasks.
   */
  public ProcessPoolOptions withSerializer(Class<? extends ObjectSerializer> type) {
    return with(draft -> draft.serializer = type);
  }
}
