package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedArray;
import dev.ropewalk.testkit.Delays;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tiny tasks, of which a worker process is sent several at once: what becomes of those that it has not begun. */
@ExtendWith(NothingLeftBehind.class)
class SendingAheadTest {

  private static final int TASKS = 400;
  private static final int GATE = TASKS;
  private static final int PIDS = TASKS + 1;
  private static final int WORKERS = 2;

  /** How often each task began, whether the gate is open, and the workers: seen by all processes. */
  private static SharedArray.OfLong shared;

  private ProcessPool pool;

  @BeforeEach
  void open() throws Exception {
    SharedArray.OfLong array = SharedArray.ofLongs(PIDS + WORKERS);
    shared = array;
    pool =
        new ProcessPool(
            ProcessPoolOptions.defaults()
                .withMaxWorkers(WORKERS)
                .withInitializer(() -> shared = array));
    List<Integer> many = IntStream.range(0, 3000).boxed().toList();
    assertThat(pool.map(n -> n, many, MapOptions.defaults().withChunkSize(1)).toList())
        .isEqualTo(many);
  }

  @AfterEach
  void close() {
    pool.close();
    shared.close();
  }

  private static int count(int task) {
    long _ = shared.addAndGet(task, 1);
    return task;
  }

  private static int countAndTakeLonger(int task) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
    count(task);
    while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    return task;
  }

  /** What comes while an array is sent is not lost, and not taken for another. */
  @Test
  void outcomesThatComeWhileALargeArrayIsSent_areThoseOfTheirTasks() throws Exception {
    byte[] bytes = new byte[9 << 20];
    List<TaskFuture<Integer>> gates = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      int worker = i;
      gates.add(pool.submit(() -> waitAtTheGate(worker)));
    }
    List<TaskFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      int number = i;
      futures.add(
          i >= 300 && i % 25 == 0
              ? pool.submit(array -> number + array.length - (9 << 20), bytes)
              : pool.submit(() -> number));
    }
    shared.set(GATE, 1);
    for (int i = 0; i < futures.size(); i++) {
      assertThat(futures.get(i).get(Delays.LONG)).isEqualTo(i);
    }
    assertThat(gates).allSatisfy(gate -> assertThat(gate.get(Delays.LONG)).isNotNull());
  }

  /** Tells which process it is, and waits. */
  private static int waitAtTheGate(int worker) {
    shared.set(PIDS + worker, ProcessHandle.current().pid());
    while (shared.get(GATE) == 0) {
      Thread.onSpinWait();
    }
    return worker;
  }

  private static int openTheGate(int ignored) {
    shared.set(GATE, 1);
    return ignored;
  }

  /** Both workers wait, so that what is submitted meanwhile is there all at once. */
  private List<TaskFuture<Integer>> occupyAll() throws Exception {
    shared.set(GATE, 0);
    List<TaskFuture<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      shared.set(PIDS + i, 0);
      waiting.add(pool.submit(SendingAheadTest::waitAtTheGate, i));
    }
    for (int i = 0; i < WORKERS; i++) {
      while (shared.get(PIDS + i) == 0) {
        Thread.onSpinWait();
      }
    }
    return waiting;
  }

  private void submitTiny(int from, int to, List<TaskFuture<Integer>> futures) {
    for (int i = from; i < to; i++) {
      futures.add(pool.submit(SendingAheadTest::count, i));
    }
  }

  @Test
  void tasksBehindOneThatTakesLong_areDoneByOtherWorkers() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<TaskFuture<Integer>> futures = occupyAll();
      submitTiny(0, 100, futures);
      int waits = futures.size();
      futures.add(pool.submit(SendingAheadTest::waitForTheNext, 0));
      futures.add(pool.submit(SendingAheadTest::letItGo, 0));
      submitTiny(100, 200, futures);
      openTheGate(0);
      assertThat(futures.get(waits).get(Delays.LONG)).isZero();
      for (TaskFuture<Integer> future : futures) {
        assertThat(future.get(Delays.LONG)).isNotNull();
      }
    }
    assertThat(shared.toArray(0, 200)).containsOnly(5);
  }

  private static int waitForTheNext(int ignored) {
    while (shared.get(TASKS - 1) == 0) {
      Thread.onSpinWait();
    }
    shared.set(TASKS - 1, 0);
    return ignored;
  }

  private static int letItGo(int ignored) {
    shared.set(TASKS - 1, 1);
    return ignored;
  }

  @Test
  void cancelledTasks_haveBegunOrNot_asTheirOutcomeSays() throws Exception {
    Random random = new Random(7);
    int notStarted = 0;
    for (int round = 0; round < 5; round++) {
      shared.setAll(0, new long[PIDS + WORKERS]);
      List<TaskFuture<Integer>> gates = occupyAll();
      List<TaskFuture<Integer>> futures = submitMany(random);
      openTheGate(0);
      for (int i = 0; i < TASKS / 4; i++) {
        boolean _ = futures.get(random.nextInt(TASKS)).cancel(random.nextBoolean());
        if (i % 8 == 0) {
          LockSupport.parkNanos(20_000);
        }
      }
      for (int i = 0; i < TASKS; i++) {
        CancelOutcome outcome = outcome(futures.get(i));
        assertThat(shared.get(i))
            .as("task %s of round %s, %s", i, round, outcome)
            .isEqualTo(outcome == CancelOutcome.NOT_STARTED ? 0 : 1);
        notStarted += outcome == CancelOutcome.NOT_STARTED ? 1 : 0;
      }
      for (TaskFuture<Integer> gate : gates) {
        assertThat(gate.get(Delays.LONG)).isNotNull();
      }
    }
    assertThat(notStarted).isPositive();
  }

  private List<TaskFuture<Integer>> submitMany(Random random) {
    List<TaskFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      futures.add(
          random.nextInt(40) == 0
              ? pool.submit(SendingAheadTest::countAndTakeLonger, i)
              : pool.submit(SendingAheadTest::count, i));
    }
    return futures;
  }

  /** What a cancel came to; that it came too late if there was none. */
  private static CancelOutcome outcome(TaskFuture<Integer> future) throws Exception {
    try {
      int _ = future.get(Delays.LONG);
      return CancelOutcome.TOO_LATE;
    } catch (CancellationException e) {
      return future.cancelAndAwait(Delays.LONG);
    }
  }

  @Test
  void killedWorker_failsTheTaskThatHadBegun_andNoOtherBeginsTwice() throws Exception {
    for (int round = 0; round < 3; round++) {
      shared.setAll(0, new long[PIDS + WORKERS]);
      List<TaskFuture<Integer>> futures = occupyAll();
      submitTiny(0, 100, futures);
      shared.set(PIDS, 0);
      TaskFuture<Integer> victim = pool.submit(SendingAheadTest::countAndWaitToBeKilled, 100);
      submitTiny(101, 200, futures);
      openTheGate(0);
      while (shared.get(PIDS) == 0) {
        Thread.onSpinWait();
      }
      assertThat(ProcessHandle.of(shared.get(PIDS)).orElseThrow().destroyForcibly()).isTrue();
      assertThatThrownBy(() -> victim.get(Delays.LONG))
          .hasCauseInstanceOf(WorkerDiedException.class)
          .hasMessageContaining("while it ran");
      for (TaskFuture<Integer> future : futures) {
        assertThat(future.get(Delays.LONG)).isNotNull();
      }
      assertThat(shared.toArray(0, 200)).containsOnly(1);
    }
  }

  private static int countAndWaitToBeKilled(int task) {
    count(task);
    shared.set(PIDS, ProcessHandle.current().pid());
    while (true) {
      Thread.onSpinWait();
    }
  }

  @Test
  void callback_mayWaitForTasksThatItsWorkerHas() throws Exception {
    List<TaskFuture<Integer>> futures = occupyAll();
    submitTiny(0, 50, futures);
    CompletableFuture<Integer> sum = new CompletableFuture<>();
    List<TaskFuture<Integer>> later = new ArrayList<>();
    CompletableFuture<Void> allAreThere = new CompletableFuture<>();
    TaskFuture<Integer> first = pool.submit(SendingAheadTest::count, 50);
    first.addDoneCallback(
        _ -> {
          allAreThere.join();
          sum.complete(later.stream().mapToInt(SendingAheadTest::result).sum());
        });
    submitTiny(51, 100, later);
    allAreThere.complete(null);
    openTheGate(0);
    assertThat(sum.get(Delays.LONG.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(IntStream.range(51, 100).sum());
  }

  private static int result(TaskFuture<Integer> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
