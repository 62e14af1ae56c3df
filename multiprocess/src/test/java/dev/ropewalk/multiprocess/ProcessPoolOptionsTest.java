package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.await;
import static dev.ropewalk.multiprocess.ProcessPoolTest.waitingFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.BrokenExecutorException;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pools that are made otherwise than by default, and that change their size. */
@ExtendWith(NothingLeftBehind.class)
class ProcessPoolOptionsTest {

  private static final PortableCallable<Long> PID = () -> ProcessHandle.current().pid();

  private static ProcessPool pool(UnaryOperator<ProcessPoolOptions> change) {
    return new ProcessPool(change.apply(ProcessPoolOptions.defaults()));
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_init.InitializerMixin.test_initializer",
    "_test_multiprocessing._TestPoolWorkerLifetime.test_pool_worker_lifetime"
  })
  void initializer_runsOnceInEachProcess_alsoInReplacements() throws Exception {
    try (SharedValue.OfLong runs = SharedValue.ofLong(0)) {
      try (ProcessPool pool =
          pool(
              options ->
                  options
                      .withMaxWorkers(1)
                      .withMaxTasksPerWorker(2)
                      .withInitializer(
                          () -> System.setProperty("strand", "hemp" + runs.addAndGet(1))))) {
        PortableCallable<String> strand =
            () -> System.getProperty("strand") + " " + ProcessHandle.current().pid();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5; i++) {
          seen.add(pool.submit(strand).get());
        }
        assertThat(seen).hasSize(3);
        assertThat(seen).extracting(each -> each.substring(0, 6)).contains("hemp1 ", "hemp3 ");
      }
      assertThat(runs.get()).isEqualTo(3);
    }
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_init.FailingInitializerMixin.test_initializer",
    "test_concurrent_futures.test_init.FailingInitializerResourcesTest.test_spawn",
    "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_force_shutdown_workers_dead_workers"
  })
  void initializerThatFails_breaksThePool_andItsProcessIsNotKilledButDismissed() throws Exception {
    try (SharedValue.OfLong hooks = SharedValue.ofLong(0);
        ProcessPool pool =
            pool(
                options ->
                    options
                        .withMaxWorkers(2)
                        .withInitializer(
                            () -> {
                              Runtime.getRuntime().addShutdownHook(new Thread(() -> hooks.set(1)));
                              throw new IllegalStateException("frayed");
                            }))) {
      List<TaskFuture<Long>> futures =
          IntStream.range(0, 6).mapToObj(_ -> pool.<Long>submit(PID)).toList();
      for (TaskFuture<Long> future : futures) {
        assertThatThrownBy(future::get)
            .isInstanceOf(ExecutionException.class)
            .cause()
            .isInstanceOf(BrokenProcessPoolException.class)
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("frayed");
      }
      assertThatThrownBy(() -> pool.submit(PID))
          .isInstanceOf(BrokenExecutorException.class)
          .hasMessageContaining("initializer");
      ProcessPoolTest.await(hooks, 1); // the process ends by itself, and holds up no task
      assertThat(pool.terminate()).isEmpty();
    }
  }

  @Test
  void whatTheInitializerSetsOfItsThread_isThereForAllTasks() throws Exception {
    try (ProcessPool pool =
        pool(
            options ->
                options
                    .withMaxWorkers(1)
                    .withInitializer(() -> Thread.currentThread().setName("spinner")))) {
      for (int i = 0; i < 2; i++) {
        assertThat(pool.submit(() -> Thread.currentThread().getName()).get()).isEqualTo("spinner");
      }
    }
  }

  @Test
  void initializerThatEndsItsProcess_breaksThePool_saysHow() {
    try (ProcessPool pool =
        pool(options -> options.withMaxWorkers(1).withInitializer(() -> System.exit(7)))) {
      TaskFuture<Long> future = pool.submit(PID);
      assertThatThrownBy(future::get)
          .cause()
          .isInstanceOf(BrokenProcessPoolException.class)
          .cause()
          .isInstanceOf(WorkerDiedException.class)
          .hasMessageContaining("exit status 7 while it ran the initializer");
    }
    Object stuck = new Object();
    assertThatThrownBy(
            () -> pool(options -> options.withInitializer(() -> System.out.println(stuck))))
        .isInstanceOf(NotPortableException.class)
        .hasMessageContaining("captured argument 0 (java.lang.Object)");
  }

  @Test
  @CoversScenario(
      "_test_multiprocessing._TestPoolWorkerLifetime.test_pool_maxtasksperchild_invalid")
  void numbersThatMakeNoSense_areRefused() {
    ProcessPoolOptions options = ProcessPoolOptions.defaults();
    for (int number : List.of(0, -1)) {
      assertThatThrownBy(() -> options.withMaxTasksPerWorker(number))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("maxTasksPerWorker must be at least 1: " + number);
      assertThatThrownBy(() -> options.withMaxWorkers(number))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> options.withCancelGrace(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.withMaxAttempts(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxAttempts must be at least 1: 0");
    assertThatThrownBy(() -> options.withDeathPolicy(DeathPolicy.BREAK_POOL).withMaxAttempts(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("runs no task again");
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_shutdown.ProcessPoolShutdownTest.test_shutdown_gh_132969_case_1",
    "test_concurrent_futures.test_shutdown.ProcessPoolShutdownTest.test_shutdown_gh_132969_case_2"
  })
  void oneTaskPerProcess_withAFailingOne_endsCleanly() throws Exception {
    ProcessPool pool = pool(options -> options.withMaxWorkers(2).withMaxTasksPerWorker(1));
    TaskFuture<Long> first = pool.submit(PID);
    TaskFuture<Integer> failing =
        pool.submit(
            () -> {
              throw new IllegalStateException("frayed");
            });
    TaskFuture<Long> last = pool.submit(PID);
    pool.shutdown(false, false);
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Set.of(first.get(), last.get())).hasSize(2);
    assertThat(failing.exceptionNow()).hasMessage("frayed");
  }

  @Test
  void processes_areStartedAsAskedFor() throws Exception {
    ProcessOptions workers =
        ProcessOptions.builder()
            .setHeapLimit(48 << 20)
            .addJvmOptions("-Dstrand=hemp")
            .setEnvironment("PLACE", "the ropewalk")
            .build();
    try (ProcessPool pool =
        pool(options -> options.withMaxWorkers(1).withName("hands").withWorkers(workers))) {
      assertThat(pool).asString().startsWith("hands[");
      assertThat(
              pool.submit(
                      () ->
                          Processes.current().name()
                              + ", "
                              + System.getProperty("strand")
                              + ", "
                              + System.getenv("PLACE")
                              + ", "
                              + (Runtime.getRuntime().maxMemory() <= 48 << 20))
                  .get())
          .isEqualTo("hands_0, hemp, the ropewalk, true");
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing.TestPoolNotLeakOnFailure.test_release_unused_processes")
  void processThatCannotBeStarted_failsItsTask() {
    ProcessOptions workers =
        ProcessOptions.builder().setExecutable(Path.of("no-such-java")).build();
    try (ProcessPool pool = pool(options -> options.withMaxWorkers(2).withWorkers(workers))) {
      List<TaskFuture<Long>> futures =
          IntStream.range(0, 3).mapToObj(_ -> pool.<Long>submit(PID)).toList();
      for (TaskFuture<Long> future : futures) {
        assertThatThrownBy(future::get)
            .hasCauseInstanceOf(IOException.class)
            .hasMessageContaining("no-such-java");
      }
    }
  }

  @Test
  void resize_startsProcessesForWhatWaits_andLetsIdleOnesGo() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(1)) {
      List<TaskFuture<Long>> futures =
          IntStream.range(0, 2).mapToObj(_ -> pool.<Long>submit(waitingFor(begun, gate))).toList();
      await(begun, 1);
      assertThat(pool.workerCount()).isEqualTo(1);
      pool.resize(2);
      await(begun, 2);
      assertThat(pool.workerCount()).isEqualTo(2);
      pool.resize(1);
      gate.set(1);
      for (TaskFuture<Long> future : futures) {
        assertThat(future.get()).isPositive();
      }
      ThreadStates.awaitTrue("the other to leave", () -> pool.workerCount() == 1);
      assertThat(pool.maxWorkers()).isEqualTo(1);
      Set<Long> pids = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        pids.add(pool.submit(PID).get());
      }
      assertThat(pids).hasSize(1);
      ThreadStates.awaitTrue("the one to be idle", () -> pool.idleWorkerCount() == 1);
      assertThatThrownBy(() -> pool.resize(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_terminate_workers",
    "test_concurrent_futures.test_process_pool.ProcessPoolExecutorTest.test_force_shutdown_workers_stops_pool"
  })
  void terminate_letsShutdownHooksRun_andEndsEverything() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0);
        SharedValue.OfLong hooks = SharedValue.ofLong(0)) {
      ProcessPool pool = new ProcessPool(1);
      TaskFuture<Long> running =
          pool.submit(
              () -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> hooks.set(1)));
                return waitingFor(begun, gate).call();
              });
      TaskFuture<Long> waiting = pool.submit(PID);
      await(begun, 1);
      assertThat(pool.terminate()).containsExactly((Runnable) waiting);
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      assertThat(hooks.get()).isEqualTo(1);
      assertThat(waiting.isCancelled()).isTrue();
      assertThat(running.exceptionNow())
          .isInstanceOf(WorkerDiedException.class)
          .hasMessageContaining("killed by signal 15");
      assertThatThrownBy(() -> pool.submit(PID)).hasMessageContaining("shutdown");
    }
  }
}
