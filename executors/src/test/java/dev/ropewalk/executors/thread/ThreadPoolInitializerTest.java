package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.ropewalk.executors.BrokenExecutorException;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What a pool's threads do before their first task and after their last. */
class ThreadPoolInitializerTest {

  private static ThreadPoolOptions workers(int most) {
    return ThreadPoolOptions.defaults().withMaxWorkers(most);
  }

  @Test
  void options_areChecked() {
    assertThat(ThreadPoolOptions.defaults().maxWorkers())
        .isEqualTo(Math.min(32, Runtime.getRuntime().availableProcessors() + 4));
    assertThatThrownBy(() -> workers(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> workers(1).withQueue(0, WhenFull.REJECT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queueCapacity");
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_init.InitializerMixin.test_initializer")
  void initializer_runsOnEachThreadBeforeItsFirstTask() throws Exception {
    Set<Thread> initialized = ConcurrentHashMap.newKeySet();
    AtomicInteger times = new AtomicInteger();
    CyclicBarrier both = new CyclicBarrier(2);
    try (ThreadPool pool =
        new ThreadPool(
            workers(2)
                .withInitializer(
                    () -> {
                      initialized.add(Thread.currentThread());
                      times.incrementAndGet();
                    }))) {
      List<TaskFuture<Boolean>> futures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        futures.add(
            pool.submit(
                () -> {
                  both.await();
                  return initialized.contains(Thread.currentThread());
                }));
      }
      for (TaskFuture<Boolean> future : futures) {
        assertThat(future.get()).isTrue();
      }
    }
    assertThat(initialized).hasSize(2);
    assertThat(times).hasValue(2);
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_init.FailingInitializerMixin.test_initializer")
  void failingInitializer_breaksThePoolWithItsCause() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    ThreadPool pool =
        new ThreadPool(
            workers(1)
                .withInitializer(
                    () -> {
                      try {
                        gate.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      throw new IllegalStateException("frayed");
                    }));
    TaskFuture<Integer> first = pool.submit(() -> 1);
    TaskFuture<Integer> second = pool.submit(() -> 2);
    gate.countDown();
    for (TaskFuture<Integer> future : List.of(first, second)) {
      assertThatThrownBy(() -> future.get(Delays.LONG))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(BrokenThreadPoolException.class)
          .hasMessageContaining("initializer")
          .hasRootCauseMessage("frayed");
    }
    assertThatThrownBy(() -> pool.submit(() -> 3))
        .isInstanceOf(BrokenThreadPoolException.class)
        .isInstanceOf(BrokenExecutorException.class)
        .hasRootCauseMessage("frayed");
    assertThat(pool.toString()).contains("broken");
    pool.shutdown();
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void failingInitializer_rejectsAllWhoWaitForRoom() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();
    try (ThreadPool pool =
            new ThreadPool(
                workers(1)
                    .withQueue(1, WhenFull.BLOCK)
                    .withInitializer(
                        () -> {
                          Uninterruptibles.awaitUninterruptibly(gate);
                          throw new IllegalStateException("frayed");
                        }));
        JoinedThreads threads = new JoinedThreads()) {
      TaskFuture<Integer> first = pool.submit(() -> 1);
      for (int i = 0; i < 4; i++) {
        var _ =
            threads
                .start(
                    () -> {
                      try {
                        TaskFuture<Integer> _ = pool.submit(() -> 2);
                      } catch (RejectedExecutionException e) {
                        refusals.add(e);
                      }
                    })
                .awaitBlocked();
      }
      gate.countDown();
      ThreadStates.awaitTrue("all told", () -> refusals.size() == 4);
      assertThat(refusals).allMatch(BrokenThreadPoolException.class::isInstance);
      assertThat(first.exception(Delays.LONG)).isInstanceOf(BrokenThreadPoolException.class);
    }
  }

  @Test
  void failingInitializer_ofASecondThread_letsTheRunningTaskFinish() throws Exception {
    AtomicInteger threads = new AtomicInteger();
    CountDownLatch gate = new CountDownLatch(1);
    try (ThreadPool pool =
        new ThreadPool(
            workers(2)
                .withInitializer(
                    () -> {
                      if (threads.incrementAndGet() == 2) {
                        throw new IllegalStateException("frayed");
                      }
                    }))) {
      CountDownLatch inBody = new CountDownLatch(1);
      TaskFuture<String> running =
          pool.submit(
              () -> {
                inBody.countDown();
                gate.await();
                return "finished";
              });
      inBody.await();
      TaskFuture<Integer> hit = pool.submit(() -> 2);
      assertThatThrownBy(() -> hit.get(Delays.LONG))
          .hasCauseInstanceOf(BrokenThreadPoolException.class);
      gate.countDown();
      assertThat(running.get(Delays.LONG)).isEqualTo("finished");
    }
  }

  @Test
  void submissionsRacingWithAFailingInitializer_failOrAreRejected() throws Exception {
    Logger log = Logger.getLogger(ThreadPool.class.getName());
    log.setLevel(Level.OFF); // hundreds of initializers fail
    try {
      raceWithFailingInitializers();
    } finally {
      log.setLevel(null);
    }
  }

  private static void raceWithFailingInitializers() throws Exception {
    for (int round = 0; round < 300; round++) {
      ThreadPool pool =
          new ThreadPool(
              workers(2)
                  .withInitializer(
                      () -> {
                        throw new IllegalStateException("frayed");
                      }));
      List<TaskFuture<Integer>> accepted = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          accepted.add(pool.submit(() -> 1));
        }
      } catch (BrokenThreadPoolException e) {
        // from here on the pool takes none
      }
      for (TaskFuture<Integer> future : accepted) {
        assertThatThrownBy(() -> future.get(Delays.LONG))
            .hasCauseInstanceOf(BrokenThreadPoolException.class);
      }
      pool.shutdown();
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  // ---- state of each worker

  /** Tells when it is closed. */
  private record Tool(int number, Queue<Integer> closed) implements AutoCloseable {
    @Override
    public void close() {
      closed.add(number);
      if (number == 1) {
        throw new IllegalStateException("frayed, and logged");
      }
    }
  }

  @Test
  void workerState_isMadeOncePerWorkerAndClosedAtItsEnd() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Queue<Integer> closed = new ConcurrentLinkedQueue<>();
    WorkerState<Tool> tools = new WorkerState<>(() -> new Tool(made.incrementAndGet(), closed));
    CyclicBarrier both = new CyclicBarrier(2);
    try (ThreadPool pool = new ThreadPool(2)) {
      for (int i = 0; i < 3; i++) {
        List<TaskFuture<Tool>> futures = new ArrayList<>();
        for (int j = 0; j < 2; j++) {
          futures.add(
              pool.submit(
                  () -> {
                    both.await();
                    Tool mine = tools.get();
                    assertThat(tools.get()).isSameAs(mine);
                    return mine;
                  }));
        }
        assertThat(futures.get(0).get()).isNotSameAs(futures.get(1).get());
      }
      assertThat(closed).isEmpty();
    }
    assertThat(made).hasValue(2);
    assertThat(closed).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void poolIsTerminated_onlyAfterWorkerStateIsClosed() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    WorkerState<AutoCloseable> state =
        new WorkerState<>(
            () ->
                () -> {
                  closing.countDown();
                  gate.await();
                });
    ThreadPool pool = new ThreadPool(1);
    assertThat(pool.submit(state::get).get(Delays.LONG)).isNotNull();
    pool.shutdown();
    closing.await();
    assertThat(pool.awaitTermination(Delays.SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    gate.countDown();
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void workerState_elsewhere_isRefused() {
    WorkerState<String> state = new WorkerState<>(() -> "strand");
    assertThatThrownBy(state::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ThreadPool");
  }
}
