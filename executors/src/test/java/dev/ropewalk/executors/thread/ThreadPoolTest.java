package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ThreadPoolTest {

  private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

  private Thread seen() {
    workers.add(Thread.currentThread());
    return Thread.currentThread();
  }

  private void assertWorkersEnded() throws InterruptedException {
    for (Thread worker : workers) {
      ThreadStates.awaitEnded(worker);
    }
  }

  // ---- submitting

  @Test
  void submit_ofEachKind_givesItsResult() throws Exception {
    try (ThreadPool pool = new ThreadPool(2)) {
      AtomicInteger ran = new AtomicInteger();
      assertThat(pool.submit(() -> "lambda").get()).isEqualTo("lambda");
      assertThat(pool.submit(() -> ran.incrementAndGet()).get()).isEqualTo(1);
      Callable<String> callable = () -> "callable";
      assertThat(pool.submit(callable).get()).isEqualTo("callable");
      Runnable runnable = ran::incrementAndGet;
      assertThat(pool.submit(runnable).get()).isNull();
      assertThat(pool.submit(runnable, "given").get()).isEqualTo("given");
      assertThat(pool.submit(String::length, "rope").get()).isEqualTo(4);
      assertThat(ran).hasValue(3);
    }
  }

  @Test
  void submit_throughTheJdksInterface_isTheSame() throws Exception {
    try (ExecutorService pool = new ThreadPool(2)) {
      assertThat(pool.submit(() -> 1)).isInstanceOf(TaskFuture.class);
      List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);
      List<Integer> results = new ArrayList<>();
      for (var future : pool.invokeAll(tasks)) {
        results.add(future.resultNow());
      }
      assertThat(results).containsExactly(1, 2, 3);
      assertThat(pool.invokeAny(tasks)).isIn(1, 2, 3);
    }
  }

  private static Callable<Integer> failing(String message) {
    return () -> {
      throw new IllegalStateException(message);
    };
  }

  @Test
  void invokeAny_whoseTasksAreCancelled_hasFailed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    ThreadPool pool = new ThreadPool(1);
    List<Callable<Integer>> tasks =
        List.of(
            () -> {
              begun.countDown();
              return waitForever();
            },
            () -> 2);
    try (JoinedThreads threads = new JoinedThreads()) {
      var any = threads.start(() -> failureOf(() -> pool.invokeAny(tasks)));
      begun.await();
      ThreadStates.awaitTrue("the second waits", () -> pool.queuedTaskCount() == 1);
      assertThat(pool.shutdownNow()).hasSize(1);
      assertThat(any.result()).isInstanceOf(ExecutionException.class);
    }
  }

  private static Throwable failureOf(Callable<?> call) {
    return catchThrowable(call::call);
  }

  @Test
  void invokeAny_passesOverFailures_andThrowsTheLastIfAllFail() throws Exception {
    try (ExecutorService pool = new ThreadPool(1)) {
      assertThat(pool.invokeAny(List.of(failing("frayed"), () -> 2))).isEqualTo(2);
      assertThatThrownBy(() -> pool.invokeAny(List.of(failing("frayed"), failing("cut"))))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("cut");
      assertThatThrownBy(() -> pool.invokeAny(List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void invokeAny_onceOneHasSucceeded_interruptsTheOthers() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Callable<Integer> waiting =
        () -> {
          begun.countDown();
          try {
            return waitForever();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    Callable<Integer> quick =
        () -> {
          begun.await();
          return 2;
        };
    try (ExecutorService pool = new ThreadPool(2)) {
      assertThat(pool.invokeAny(List.of(waiting, quick))).isEqualTo(2);
    }
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void invokeAny_beyondItsTimeout_cancelsTheTasks() {
    try (ExecutorService pool = new ThreadPool(1)) {
      List<Callable<Integer>> tasks = List.of(ThreadPoolTest::waitForever);
      assertThatThrownBy(() -> pool.invokeAny(tasks, 50, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }
  }

  private static int waitForever() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }

  @Test
  void execute_whoseTaskFails_tellsTheUncaughtExceptionHandler() {
    AtomicReference<Throwable> reported = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> reported.set(failure));
    try (ThreadPool pool = new ThreadPool(1)) {
      pool.execute(
          () -> {
            throw new IllegalStateException("frayed");
          });
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(reported.get()).hasMessage("frayed");
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_shutdown.ExecutorShutdownTest.test_run_after_shutdown")
  void submit_afterShutdown_isRejected() {
    ThreadPool pool = new ThreadPool(1);
    pool.shutdown();
    assertThatThrownBy(() -> pool.submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("after shutdown");
    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void maxWorkers_belowOne_isRefused() {
    assertThatThrownBy(() -> new ThreadPool(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  // ---- threads

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_thread_pool.ThreadPoolExecutorTest.test_idle_thread_reuse")
  void sequentialTasks_reuseOneThread() throws Exception {
    try (ThreadPool pool = new ThreadPool(4)) {
      for (int i = 0; i < 50; i++) {
        pool.submit(this::seen).get();
        ThreadStates.awaitBlocked(workers.iterator().next());
      }
      assertThat(workers).hasSize(1);
    }
  }

  @Test
  void blockedTasks_getThreadsUpToTheMaximumAndNoMore() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ThreadPool pool = new ThreadPool(3)) {
      List<TaskFuture<?>> futures = new ArrayList<>();
      CountDownLatch three = new CountDownLatch(3);
      for (int i = 0; i < 20; i++) {
        futures.add(
            pool.submit(
                () -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  three.countDown();
                  gate.await();
                  inside.decrementAndGet();
                  return seen();
                }));
      }
      three.await();
      gate.countDown();
      for (TaskFuture<?> future : futures) {
        future.get();
      }
    }
    assertThat(most).hasValue(3);
    assertThat(workers).hasSize(3);
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_shutdown.ThreadPoolShutdownTest.test_thread_names_assigned",
    "test_concurrent_futures.test_shutdown.ThreadPoolShutdownTest.test_thread_names_default"
  })
  void threadNames_areThePrefixAndANumber() throws Exception {
    try (ThreadPool named = new ThreadPool(2, "strand");
        ThreadPool first = new ThreadPool(1);
        ThreadPool second = new ThreadPool(1)) {
      CyclicBarrier both = new CyclicBarrier(2);
      Set<String> names = new HashSet<>();
      for (var future :
          List.of(named.submit(() -> nameAt(both)), named.submit(() -> nameAt(both)))) {
        names.add(future.get());
      }
      assertThat(names).containsExactlyInAnyOrder("strand_0", "strand_1");
      String a = first.submit(() -> Thread.currentThread().getName()).get();
      String b = second.submit(() -> Thread.currentThread().getName()).get();
      assertThat(a).matches("ThreadPool-\\d+_0");
      assertThat(b).matches("ThreadPool-\\d+_0").isNotEqualTo(a);
    }
  }

  private static String nameAt(CyclicBarrier barrier) throws Exception {
    barrier.await();
    return Thread.currentThread().getName();
  }

  @Test
  void context_ofTheSubmitter_isInPlaceInTheTaskAndGoneAfter() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      MDC.put("request", "17");
      TaskFuture<String> with = pool.submit(() -> MDC.get("request"));
      MDC.clear();
      TaskFuture<String> without = pool.submit(() -> MDC.get("request"));
      assertThat(with.get()).isEqualTo("17");
      assertThat(without.get()).isNull();
    }
  }

  @Test
  void interruptStatus_leftByOneTask_isNotSeenByTheNext() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      pool.submit(() -> Thread.currentThread().interrupt()).get();
      assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    }
  }

  @Test
  void cancelTrue_ofARunningTask_interruptsIt() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      CountDownLatch inBody = new CountDownLatch(1);
      TaskFuture<?> future =
          pool.submit(
              () -> {
                inBody.countDown();
                new CountDownLatch(1).await();
                return null;
              });
      inBody.await();
      assertThat(future.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.INTERRUPTED);
      assertThat(pool.submit(() -> "next").get()).isEqualTo("next");
    }
  }

  // ---- ending

  private TaskFuture<Thread> submitBlocked(
      TaskExecutor pool, CountDownLatch started, CountDownLatch gate) {
    return pool.submit(
        () -> {
          seen();
          started.countDown();
          gate.await();
          return seen();
        });
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_shutdown.ThreadPoolShutdownTest.test_threads_terminate",
    "test_concurrent_futures.test_shutdown.ThreadPoolShutdownTest.test_shutdown_no_wait"
  })
  void shutdown_returnsAtOnceAndSubmittedTasksStillRun() throws Exception {
    ThreadPool pool = new ThreadPool(3);
    CountDownLatch started = new CountDownLatch(3);
    CountDownLatch gate = new CountDownLatch(1);
    List<TaskFuture<Thread>> futures = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      futures.add(submitBlocked(pool, started, gate));
    }
    started.await();
    assertThat(workers).hasSize(3);
    pool.shutdown();
    assertThat(pool.isShutdown()).isTrue();
    assertThat(pool.isTerminated()).isFalse();
    assertThat(pool.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
    gate.countDown();
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    for (TaskFuture<Thread> future : futures) {
      assertThat(future.state()).isEqualTo(java.util.concurrent.Future.State.SUCCESS);
    }
    assertWorkersEnded();
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_shutdown.ThreadPoolShutdownTest.test_context_manager_shutdown")
  void close_waitsForAllTasksAndEndsTheThreads() throws Exception {
    List<TaskFuture<Thread>> futures = new ArrayList<>();
    try (ThreadPool pool = new ThreadPool(2)) {
      for (int i = 0; i < 10; i++) {
        futures.add(pool.submit(this::seen));
      }
    }
    assertThat(futures).allMatch(TaskFuture::isDone);
    assertWorkersEnded();
  }

  @Test
  void shutdown_withCancelPending_cancelsWhatHasNotBegun() throws Exception {
    ThreadPool pool = new ThreadPool(1);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    TaskFuture<Thread> running = submitBlocked(pool, started, gate);
    started.await();
    TaskFuture<String> pending = pool.submit(() -> "never");
    pool.shutdown(true);
    assertThat(pending.isCancelled()).isTrue();
    assertThat(running.isDone()).isFalse();
    gate.countDown();
    assertThat(running.get()).isNotNull();
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shutdownNow_interruptsBodiesAndCancelsTheRest() throws Exception {
    ThreadPool pool = new ThreadPool(1);
    CountDownLatch started = new CountDownLatch(1);
    TaskFuture<Thread> running = submitBlocked(pool, started, new CountDownLatch(1));
    started.await();
    TaskFuture<String> pending = pool.submit(() -> "never");
    List<Runnable> neverBegun = pool.shutdownNow();
    assertThat(neverBegun).containsExactly((Runnable) pending);
    neverBegun.forEach(Runnable::run);
    assertThat(pending.isCancelled()).isTrue();
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(running.exceptionNow()).isInstanceOf(InterruptedException.class);
    assertWorkersEnded();
  }

  @Test
  void closeWithGrace_returnsWhatWasNotDone() throws Exception {
    ThreadPool pool = new ThreadPool(1);
    CountDownLatch started = new CountDownLatch(1);
    TaskFuture<Thread> running = submitBlocked(pool, started, new CountDownLatch(1));
    started.await();
    TaskFuture<String> pending = pool.submit(() -> "never");
    assertThat(pool.close(Delays.SHORT)).containsExactly(running, pending);
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(running.exceptionNow()).isInstanceOf(InterruptedException.class);
    assertThat(pending.isCancelled()).isTrue();

    ThreadPool quick = new ThreadPool(1);
    quick.submit(() -> 1).get();
    assertThat(quick.close(Delays.LONG)).isEmpty();
    assertThatThrownBy(() -> quick.close(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closeWithGrace_whenInterrupted_stopsAtOnce() throws Exception {
    ThreadPool pool = new ThreadPool(1);
    CountDownLatch started = new CountDownLatch(1);
    TaskFuture<Thread> running = submitBlocked(pool, started, new CountDownLatch(1));
    started.await();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> pool.close(Delays.LONG)).isInstanceOf(InterruptedException.class);
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(running.exceptionNow()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void submitRacingWithShutdown_isRunOrRejectedNeverStranded() throws Exception {
    for (int round = 0; round < 500; round++) {
      ThreadPool pool = new ThreadPool(2);
      List<TaskFuture<Integer>> accepted = new ArrayList<>();
      CountDownLatch go = new CountDownLatch(1);
      Thread submitter =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      go.await();
                      for (int i = 0; i < 100; i++) {
                        accepted.add(pool.submit(() -> 1));
                      }
                    } catch (RejectedExecutionException | InterruptedException e) {
                      // shut down: what was accepted until now must run
                    }
                  });
      go.countDown();
      pool.shutdown();
      submitter.join();
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      for (TaskFuture<Integer> future : accepted) {
        assertThat(future.resultNow()).isEqualTo(1);
      }
    }
  }

  @Test
  void shutdownNowRacingWithTheStartOfABody_interruptsIt() throws Exception {
    for (int round = 0; round < 1000; round++) {
      ThreadPool pool = new ThreadPool(1);
      pool.submit(() -> {}).get(); // so that a worker is awake
      TaskFuture<Thread> waits = submitBlocked(pool, new CountDownLatch(1), new CountDownLatch(1));
      for (int i = round % 100; i > 0; i--) {
        Thread.onSpinWait();
      }
      boolean neverBegun = pool.shutdownNow().contains(waits);
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      assertThat(waits.isCancelled()).isEqualTo(neverBegun);
    }
  }

  @Test
  void toString_tellsThePhaseAndTheLoad() {
    ThreadPool pool = new ThreadPool(3, "strand");
    assertThat(pool).hasToString("ThreadPool[strand, OPEN, threads 0 of 3, idle 0, queued 0]");
    pool.shutdown();
    assertThat(pool.toString()).contains("TERMINATED");
  }
}
