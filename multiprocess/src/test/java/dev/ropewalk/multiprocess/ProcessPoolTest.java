package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class ProcessPoolTest {

  private static final PortableCallable<Long> PID = () -> ProcessHandle.current().pid();

  /** Says that it has begun, and ends when it is told to. */
  static PortableCallable<Long> waitingFor(SharedValue.OfLong begun, SharedValue.OfLong gate) {
    return () -> {
      long _ = begun.addAndGet(1);
      ThreadStates.awaitTrue("the gate to open", () -> gate.get() != 0);
      return ProcessHandle.current().pid();
    };
  }

  static void await(SharedValue.OfLong value, long expected) {
    ThreadStates.awaitTrue("the value " + expected, () -> value.get() == expected);
  }

  @Test
  void squares_overFourItems_areComputedInSeveralProcesses() throws Exception {
    try (ProcessPool pool = new ProcessPool(2)) {
      PortableFunction<Integer, List<Long>> square =
          n -> List.of((long) n * n, ProcessHandle.current().pid());
      List<List<Long>> results = pool.map(square, List.of(1, 2, 3, 4)).toList();
      assertThat(results).extracting(List::getFirst).containsExactly(1L, 4L, 9L, 16L);
      Set<Long> pids = new HashSet<>(results.stream().map(List::getLast).toList());
      assertThat(pids).hasSizeGreaterThanOrEqualTo(2).doesNotContain(ProcessHandle.current().pid());
    }
  }

  @Test
  void largeArrays_leaveNoMemory() throws Exception {
    long before = mappings();
    try (ProcessPool pool = new ProcessPool(1)) {
      byte[] bytes = pool.submit(array -> array, new byte[3 << 20]).get();
      assertThat(bytes).hasSize(3 << 20);
      assertThat(mappings()).isEqualTo(before + 2); // one for each direction
    }
    assertThat(mappings()).isEqualTo(before);
  }

  private static long mappings() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains("ropewalk-shared-"))
        .count();
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_idle_process_reuse_one")
  void idleWorker_isUsedAgain() throws Exception {
    try (ProcessPool pool = new ProcessPool(4)) {
      Set<Long> pids = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        pids.add(pool.submit(PID).get());
      }
      assertThat(pids).hasSize(1);
      assertThat(ProcessHandle.current().children()).hasSize(1);
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_idle_process_reuse_multiple")
  void idleWorkers_areUsedAgain_alsoWhenNotAllAreWaitedFor() throws Exception {
    try (ProcessPool pool = new ProcessPool(4)) {
      Set<Long> pids = new HashSet<>();
      pids.add(pool.submit(PID).get());
      TaskFuture<Long> first = pool.submit(PID);
      pids.add(pool.submit(PID).get());
      pids.add(first.get());
      TaskFuture<Long> second = pool.submit(PID);
      pids.add(pool.submit(PID).get());
      pids.add(second.get());
      pids.add(pool.submit(PID).get());
      assertThat(pids).hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_saturation",
    "test_concurrent_futures.test_shutdown.ProcessPoolShutdownTest.test_processes_terminate",
    "_test_multiprocessing._TestPool.test_make_pool"
  })
  void blockingTasks_neverGetMoreThanTheMaximumOfWorkers() throws Exception {
    assertThatIllegalArgumentException().isThrownBy(() -> new ProcessPool(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ProcessPool(-1));
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0)) {
      ProcessPool pool = new ProcessPool(2);
      List<TaskFuture<Long>> futures = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        futures.add(pool.submit(waitingFor(begun, gate)));
      }
      await(begun, 2);
      assertThat(ProcessHandle.current().children()).hasSize(2);
      assertThat(pool).asString().contains("OPEN, workers 2 of 2, idle 0, queued 13");
      gate.set(1);
      Set<Long> pids = new HashSet<>();
      for (TaskFuture<Long> future : futures) {
        pids.add(future.get());
      }
      assertThat(pids).hasSize(2);
      pool.shutdown();
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      assertThat(pool.isTerminated()).isTrue();
      assertThat(ProcessHandle.current().children()).isEmpty();
    }
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_shutdown.ProcessPoolShutdownTest.test_context_manager_shutdown",
    "_test_multiprocessing._TestPool.test_context"
  })
  void close_waitsForTheTasksAndTheirProcesses_andThenRefusesMore() {
    ProcessPool closed;
    TaskFuture<Long> future;
    try (ProcessPool pool = new ProcessPool(2)) {
      closed = pool;
      future = pool.submit(PID);
    }
    assertThat(future.resultNow()).isPositive();
    assertThat(ProcessHandle.current().children()).isEmpty();
    assertThat(closed.isTerminated()).isTrue();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> closed.submit(PID))
        .withMessageContaining("cannot submit a task after shutdown");
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> closed.map(n -> n, List.of(1)));
    closed.close();
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_shutdown.ProcessPoolShutdownTest.test_shutdown_no_wait")
  void shutdown_withoutWaiting_letsSubmittedTasksFinish() throws Exception {
    ProcessPool pool = new ProcessPool(2);
    List<TaskFuture<Long>> futures =
        IntStream.range(0, 6).mapToObj(_ -> pool.<Long>submit(PID)).toList();
    pool.shutdown();
    assertThat(pool.isShutdown()).isTrue();
    for (TaskFuture<Long> future : futures) {
      assertThat(future.get()).isPositive();
    }
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @CoversScenario({
    "_test_multiprocessing._TestPool.test_terminate",
    "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_kill_workers"
  })
  void shutdownNow_killsWhatRunsAndCancelsThousandsThatWait() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0)) {
      ProcessPool pool = new ProcessPool(2);
      TaskFuture<Long> running = pool.submit(waitingFor(begun, gate));
      await(begun, 1);
      TaskFuture<Long> starting = pool.submit(PID); // its JVM is not there yet
      List<TaskFuture<Long>> waiting =
          IntStream.range(0, 5000).mapToObj(_ -> pool.<Long>submit(PID)).toList();
      List<Runnable> neverBegun = pool.shutdownNow();
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      assertThat(neverBegun).containsAll(cast(waiting)).doesNotContain((Runnable) running);
      assertThat(waiting).allMatch(TaskFuture::isCancelled);
      assertThat(starting.isDone()).isTrue();
      assertThat(running.exceptionNow()).isInstanceOf(WorkerDiedException.class);
      assertThat(((WorkerDiedException) running.exceptionNow()).exitCode()).isEqualTo(-9);
    }
  }

  private static List<Runnable> cast(List<TaskFuture<Long>> futures) {
    return futures.stream().map(future -> (Runnable) future).toList();
  }

  @Test
  void shutdown_ofAPoolThatWasNeverUsed_terminatesAtOnce() throws Exception {
    ProcessPool pool = new ProcessPool();
    assertThat(pool.close(java.time.Duration.ZERO)).isEmpty();
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void threadThatATaskLeftBehind_doesNotKeepItsWorker() {
    ProcessPool closed;
    try (ProcessPool pool = new ProcessPool(1)) {
      closed = pool;
      pool.execute(
          (PortableRunnable)
              () ->
                  Thread.ofPlatform()
                      .daemon(false)
                      .start(java.util.concurrent.locks.LockSupport::park));
    }
    assertThat(closed.isTerminated()).isTrue();
  }

  @Test
  void doneCallback_mayWaitForATaskOfItsOwn() throws Exception {
    ProcessPool pool = new ProcessPool(2);
    try {
      TaskFuture<Integer> first = pool.submit(() -> 1);
      CompletableFuture<Integer> sum = new CompletableFuture<>();
      first.addDoneCallback(
          one ->
              sum.complete(one.resultNow() + pool.submit(n -> n, 2).toCompletableFuture().join()));
      assertThat(sum.get(20, TimeUnit.SECONDS)).isEqualTo(3);
    } finally {
      List<Runnable> _ = pool.shutdownNow(); // if the callback waits in vain it does so no longer
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_deadlock.ExecutorDeadlockTest.test_gh105829_should_not_deadlock_if_wakeup_pipe_full")
  void manyJobs_submittedAtOnce_allEnd() throws Exception {
    try (ProcessPool pool = new ProcessPool(2)) {
      List<TaskFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        futures.add(pool.submit(n -> n + 1, i));
      }
      for (int i = 0; i < futures.size(); i++) {
        assertThat(futures.get(i).get()).isEqualTo(i + 1);
      }
    }
  }
}
