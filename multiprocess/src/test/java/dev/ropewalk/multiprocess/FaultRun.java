package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.pool.WorkerFaults;
import dev.ropewalk.multiprocess.shared.SharedArray;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One pool with one workload, whose workers meet faults at one place: all as a seed says. */
final class FaultRun {

  private static final String MOMENT = "a random moment";
  private static final String DISMISSED = "dismissed";
  private static final String FUNCTION_SENT = "function sent";
  private static final String JOB_SENT = "job sent";

  private static final List<String> PARENTS_STEPS =
      List.of("started", "connected", "ready", FUNCTION_SENT, JOB_SENT, "frame came", DISMISSED);

  /** Where faults can be. Successive seeds take them in turns, and the ways in such turns that each comes to each place. */
  static final List<String> PLACES =
      Stream.of(List.of(MOMENT), PARENTS_STEPS, WorkerFaults.STEPS).flatMap(List::stream).toList();

  /** What happens again and again while processes have tasks, and not only when they start and end. */
  private static final List<String> PLACES_AT_WORK =
      Stream.of(List.of(MOMENT, JOB_SENT, "frame came"), WorkerFaults.STEPS)
          .flatMap(List::stream)
          .toList();

  private static final List<String> PARENTS_WAYS =
      List.of("KILL", "STOP", "KILL", "STOP", "KILL", "SEGV");

  private static final List<String> WORKERS_WAYS = List.of("halt", "exit", "halt", "heap");

  private static final int TASKS = 8;

  /** After so many of them tiny tasks are sent ahead. */
  private static final int TINY_TASKS = 40;

  private static final List<Integer> ITEMS = IntStream.range(0, 6).boxed().toList();

  /** How many bytes go with a task: mostly few, sometimes a large array, of one slice or of several. */
  private static final List<Integer> LOADS = List.of(3, 3, 3, 3, 300_000, 2_500_001);

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration SHORT_LIMIT = Duration.ofSeconds(2);

  private final Random random;
  private final String place;
  private final String how;
  private final int fired;
  private final boolean goesOn;
  private final boolean ahead;
  private final ProcessPoolOptions options;
  private final Set<Long> pids = ConcurrentHashMap.newKeySet();
  private final List<Thread> helpers = new ArrayList<>();
  private final SharedValue.OfLong shots;
  private int deaths;

  /**
   * Not yet begun.
   *
   * @param brief whether one fault is enough: each costs the start of a process or two
   */
  FaultRun(long seed, boolean brief, Path folder) {
    random = new Random(seed);
    int number = (int) Math.floorMod(seed, (long) PLACES.size());
    place = PLACES.get(number);
    List<String> ways = WorkerFaults.STEPS.contains(place) ? WORKERS_WAYS : PARENTS_WAYS;
    how =
        ways.get(
            (int)
                Math.floorMod(
                    Math.floorDiv(seed, (long) PLACES.size()) + number, (long) ways.size()));
    fired = brief ? 1 : 1 + random.nextInt(3);
    goesOn = random.nextInt(4) > 0; // a process that was stopped
    ahead = PLACES_AT_WORK.contains(place) && !needsLimit() && random.nextBoolean();
    boolean breaks = random.nextInt(5) == 0;
    options =
        ProcessPoolOptions.defaults()
            .withMaxWorkers(brief ? 1 : 1 + random.nextInt(2))
            .withMaxTasksPerWorker(!brief && random.nextInt(4) == 0 ? 3 : Integer.MAX_VALUE)
            .withCancelGrace(random.nextBoolean() ? Duration.ZERO : Delays.SHORT)
            .withDeathPolicy(breaks ? DeathPolicy.BREAK_POOL : DeathPolicy.REPLACE_WORKER)
            .withMaxAttempts(breaks ? 1 : 1 + random.nextInt(3))
            .withWorkers(
                ProcessOptions.builder()
                    .setHeapLimit(32 << 20)
                    .setDirectory(folder)
                    .addJvmOptions("-XX:-CreateCoredumpOnCrash")
                    .onOutputLine(_ -> {})
                    .onErrorLine(_ -> {})
                    .build());
    shots = SharedValue.ofLong(0);
  }

  /** Whether a process may be stopped for good before anything is known to have begun there. */
  private boolean needsLimit() {
    return how.equals("STOP") && !goesOn && List.of(FUNCTION_SENT, JOB_SENT).contains(place);
  }

  private <T> T oneOf(List<T> several) {
    return several.get(random.nextInt(several.size()));
  }

  @Override
  public String toString() {
    String tasks = ahead ? " times, with tasks sent ahead, in a pool of " : " times, in a pool of ";
    return how + " at " + place + ", " + fired + tasks + options;
  }

  void run() throws Exception {
    boolean atTheEnd = place.equals(DISMISSED) && options.maxTasksPerWorker() == Integer.MAX_VALUE;
    try (shots;
        SharedArray.OfLong begun = SharedArray.ofLongs(TASKS)) {
      try (ProcessPool pool = new ProcessPool(options, this::atStep)) {
        if (ahead) {
          doTinyTasks(pool);
        }
        shots.set(fired);
        if (place.equals(MOMENT)) {
          help(this::shootAnybody);
        }
        work(pool, begun);
        if (!atTheEnd) {
          checkFired();
        }
        shots.set(0);
        for (Thread helper : List.copyOf(helpers)) {
          helper.join();
        }
        checkUsable(pool);
        if (place.equals(DISMISSED)) {
          shots.set(fired);
        }
      }
      if (atTheEnd) {
        checkFired();
      }
      for (Thread helper : helpers) {
        helper.join();
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(this + ": " + e, e);
    }
  }

  // ---- faults

  /** A run without any would prove nothing. */
  private void checkFired() {
    assertThat(shots.get()).as("faults that did not happen").isLessThan(fired);
  }

  private void atStep(String step, long pid) {
    pids.add(pid);
    if (step.equals(place) && WorkerFaults.fires(shots)) {
      shoot(pid);
    }
  }

  private void shootAnybody() {
    while (WorkerFaults.fires(shots)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(700)));
      List<Long> targets =
          pids.stream()
              .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
              .toList();
      if (!targets.isEmpty()) {
        shoot(oneOf(targets));
      }
    }
  }

  private void shoot(long pid) {
    signal(how, pid);
    if (how.equals("STOP") && !needsLimit()) {
      help(
          () -> {
            LockSupport.parkNanos(Delays.SHORT.toNanos());
            signal(goesOn ? "CONT" : "KILL", pid);
          });
    }
  }

  private static void signal(String name, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, "" + pid).start();
      boolean interrupted = false;
      while (true) {
        try {
          int _ = kill.waitFor(); // fails if the process is gone
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void help(Runnable action) {
    synchronized (helpers) {
      helpers.add(Thread.ofPlatform().name("fault").start(action));
    }
  }

  // ---- work

  /** From now on workers have several tasks at once, whose time is not limited. */
  private static void doTinyTasks(ProcessPool pool) {
    List<Integer> items = IntStream.range(0, TINY_TASKS).boxed().toList();
    List<Integer> _ = pool.map(n -> n, items, MapOptions.defaults().withChunkSize(1)).toList();
  }

  private void work(ProcessPool pool, SharedArray.OfLong begun) throws Exception {
    TaskExecutor tasks =
        ahead ? pool : pool.withTaskTimeout(how.equals("STOP") ? SHORT_LIMIT : LIMIT);
    List<TaskFuture<Integer>> futures = new ArrayList<>();
    String thePlace = place;
    String theWay = how;
    SharedValue.OfLong theShots = shots;
    int load = LOADS.get(random.nextInt(LOADS.size()));
    TaskFuture<byte[]> back = null;
    try {
      for (int i = 0; i < TASKS; i++) {
        byte[] bytes = new byte[load];
        int number = i;
        futures.add(
            tasks.submit(
                () -> {
                  long _ = begun.addAndGet(number, 1);
                  WorkerFaults.at(thePlace, theWay, theShots);
                  return number + bytes.length;
                }));
      }
      back = tasks.submit(bytes -> bytes, new byte[load]);
      checkMap(tasks);
    } catch (BrokenProcessPoolException e) {
      assertThat(options.deathPolicy()).isEqualTo(DeathPolicy.BREAK_POOL);
    }
    for (int i = 0; i < futures.size(); i++) {
      checkOutcome(futures.get(i), i + load, begun, i);
    }
    if (back != null) {
      checkArray(back, load);
    }
    if (options.deathPolicy() == DeathPolicy.REPLACE_WORKER) {
      assertThat(deaths).as("tasks that died").isLessThanOrEqualTo(fired);
    }
  }

  private void checkMap(TaskExecutor tasks) {
    int sum;
    try {
      sum =
          tasks.map(n -> n + 1, ITEMS, MapOptions.defaults().withChunkSize(2)).toList().stream()
              .mapToInt(n -> n)
              .sum();
    } catch (CompletionException e) {
      checkFailure(Objects.requireNonNull(e.getCause()));
      return;
    }
    assertThat(sum).isEqualTo(21);
  }

  private void checkOutcome(
      TaskFuture<Integer> future, int expected, SharedArray.OfLong begun, int number)
      throws Exception {
    try {
      assertThat(future.get(Delays.LONG)).isEqualTo(expected);
      assertThat(begun.get(number)).isPositive();
    } catch (ExecutionException e) {
      checkFailure(e.getCause());
    }
    assertThat(begun.get(number)).as("attempts").isLessThanOrEqualTo(options.maxAttempts());
  }

  private void checkArray(TaskFuture<byte[]> future, int length) throws Exception {
    try {
      assertThat(future.get(Delays.LONG)).hasSize(length);
    } catch (ExecutionException e) {
      checkFailure(e.getCause());
    }
  }

  private void checkFailure(Throwable failure) {
    switch (failure) {
      case WorkerDiedException death -> {
        deaths++;
        assertThat(death.attempts()).isEqualTo(options.maxAttempts());
      }
      case BrokenProcessPoolException _ ->
          assertThat(options.deathPolicy()).isEqualTo(DeathPolicy.BREAK_POOL);
      case TimeoutException _ -> assertThat(how).isEqualTo("STOP");
      default -> throw new AssertionError("a task failed for another reason", failure);
    }
  }

  /** A signal that was sent last may still be on its way, and cost a task each. */
  private void checkUsable(ProcessPool pool) throws Exception {
    for (int i = 0; i <= fired; i++) {
      try {
        assertThat(pool.submit(() -> 42).get(Delays.LONG)).isEqualTo(42);
        return;
      } catch (ExecutionException e) {
        assertThat(e)
            .hasCauseInstanceOf(
                options.deathPolicy() == DeathPolicy.BREAK_POOL
                    ? BrokenProcessPoolException.class
                    : WorkerDiedException.class);
      } catch (BrokenProcessPoolException e) {
        assertThat(options.deathPolicy()).isEqualTo(DeathPolicy.BREAK_POOL);
        return;
      }
    }
    throw new AssertionError("the pool is not usable: " + pool);
  }
}
