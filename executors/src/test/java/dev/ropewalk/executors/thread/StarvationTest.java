package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ContextCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Tasks that wait for tasks of the same pool. */
class StarvationTest {

  private static ThreadPool starving(int workers, WhenStarved starved) {
    return new ThreadPool(
        ThreadPoolOptions.defaults().withMaxWorkers(workers).withStarvation(starved));
  }

  @Test
  void taskThatWaitsForAnotherOfTheFullPool_isTold() {
    try (ThreadPool pool = starving(1, WhenStarved.FAIL)) {
      TaskFuture<Integer> outer = pool.submit(() -> pool.submit(() -> 1).get());
      assertThatThrownBy(() -> outer.get(Delays.LONG))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(StarvedPoolException.class)
          .hasMessageContaining("all 1 threads");
    }
  }

  @Test
  void taskThatWaitsForAnother_withTimeout_isNotDisturbed() {
    try (ThreadPool pool = starving(1, WhenStarved.FAIL)) {
      TaskFuture<Integer> outer =
          pool.submit(() -> pool.submit(() -> 1).get(50, TimeUnit.MILLISECONDS));
      assertThatThrownBy(() -> outer.get(Delays.LONG)).hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void onlyTheLastOfSeveralThatWait_isTold_andTheOthersGetTheirResults() throws Exception {
    try (ThreadPool pool = starving(3, WhenStarved.FAIL)) {
      CountDownLatch begun = new CountDownLatch(3);
      List<TaskFuture<Integer>> outer = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        outer.add(
            pool.submit(
                () -> {
                  begun.countDown();
                  begun.await();
                  return pool.submit(() -> 1).get();
                }));
      }
      int told = 0;
      for (TaskFuture<Integer> future : outer) {
        try {
          assertThat(future.get(Delays.LONG)).isEqualTo(1);
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(StarvedPoolException.class);
          told++;
        }
      }
      assertThat(told).isEqualTo(1);
    }
  }

  @Test
  void freeWorker_isNoStarvation() throws Exception {
    try (ThreadPool pool = starving(2, WhenStarved.FAIL)) {
      for (int i = 0; i < 2000; i++) {
        TaskFuture<Integer> outer = pool.submit(() -> pool.submit(() -> 1).get());
        assertThat(outer.get(Delays.LONG)).isEqualTo(1);
      }
    }
  }

  @Test
  void addWorker_runsWhatTheOthersWaitFor_andItLeaves() throws Exception {
    try (ThreadPool pool = starving(1, WhenStarved.ADD_WORKER)) {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      TaskFuture<Integer> outer = pool.submit(() -> nested(pool, 5, seen));
      assertThat(outer.get(Delays.LONG)).isEqualTo(5);
      assertThat(seen).hasSize(6);
      ThreadStates.awaitTrue("one left", () -> pool.workerCount() == 1);
      assertThat(pool.submit(() -> 1).get(Delays.LONG)).isEqualTo(1);
    }
  }

  private static int nested(ThreadPool pool, int depth, Set<Thread> seen) throws Exception {
    seen.add(Thread.currentThread());
    return depth == 0 ? 0 : 1 + pool.submit(() -> nested(pool, depth - 1, seen)).get();
  }

  @Test
  void wait_isPythons_untilSomebodyCancels() throws Exception {
    try (ThreadPool pool = starving(1, WhenStarved.WAIT)) {
      Queue<TaskFuture<Integer>> inner = new ConcurrentLinkedQueue<>();
      TaskFuture<Thread> self = pool.submit(Thread::currentThread);
      Thread worker = self.get();
      TaskFuture<Integer> outer =
          pool.submit(
              () -> {
                inner.add(pool.submit(() -> 1));
                return inner.element().get();
              });
      ThreadStates.awaitTrue("inner submitted", () -> !inner.isEmpty());
      ThreadStates.awaitBlocked(worker);
      assertThat(outer.isDone()).isFalse();
      inner.element().cancel(false);
      assertThatThrownBy(() -> outer.get(Delays.LONG))
          .hasCauseInstanceOf(java.util.concurrent.CancellationException.class);
    }
  }

  /** The worker that was added for the first wait is about to leave when the second begins. */
  @Test
  void addWorker_forOneWaitAfterTheOther_runsBoth() throws Exception {
    for (int round = 0; round < 300; round++) {
      try (ThreadPool pool = starving(1, WhenStarved.ADD_WORKER)) {
        TaskFuture<Integer> outer =
            pool.submit(
                () -> {
                  TaskFuture<Integer> first = pool.submit(() -> 1);
                  TaskFuture<Integer> second = pool.submit(() -> 2);
                  return first.get() + second.get();
                });
        assertThat(outer.get(Delays.LONG)).isEqualTo(3);
        ThreadStates.awaitTrue("one left", () -> pool.workerCount() == 1);
      }
    }
  }

  @Test
  void addWorker_forMapsInTasks_runsThemAll() throws Exception {
    try (ThreadPool pool = starving(2, WhenStarved.ADD_WORKER)) {
      List<List<Integer>> results =
          pool.map(n -> pool.map(m -> n * m, List.of(1, 2, 3)).toList(), List.of(1, 2, 3, 4))
              .toList();
      assertThat(results).hasSize(4).last().isEqualTo(List.of(4, 8, 12));
    }
  }

  @Test
  void addWorker_cannotHelpATaskThatWaitsForItself_whichIsTold() {
    try (ThreadPool pool = starving(1, WhenStarved.ADD_WORKER)) {
      Queue<TaskFuture<Integer>> self = new ConcurrentLinkedQueue<>();
      CountDownLatch known = new CountDownLatch(1);
      TaskFuture<Integer> outer =
          pool.submit(
              () -> {
                known.await();
                return self.element().get();
              });
      self.add(outer);
      known.countDown();
      assertThatThrownBy(() -> outer.get(Delays.LONG))
          .cause()
          .isInstanceOf(StarvedPoolException.class)
          .hasMessageContaining("wait for each other");
    }
  }

  @Test
  void resizeToFewer_whileAllOthersWait_leavesAWorkerForTheirTasks() throws Exception {
    try (ThreadPool pool = starving(2, WhenStarved.FAIL)) {
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(2);
      Queue<Thread> waiter = new ConcurrentLinkedQueue<>();
      TaskFuture<Boolean> busy =
          pool.submit(
              () -> {
                begun.countDown();
                return gate.await(20, TimeUnit.SECONDS);
              });
      TaskFuture<Integer> outer =
          pool.submit(
              () -> {
                waiter.add(Thread.currentThread());
                begun.countDown();
                return pool.submit(() -> 1).get();
              });
      begun.await();
      ThreadStates.awaitBlocked(waiter.element());
      pool.resize(1);
      gate.countDown();
      assertThat(outer.get(Delays.LONG)).isEqualTo(1);
      assertThat(busy.get()).isTrue();
      ThreadStates.awaitTrue("one left", () -> pool.workerCount() == 1);
      assertThat(pool.submit(() -> 2).get(Delays.LONG)).isEqualTo(2);
    }
  }

  @Test
  void taskRunByItsSubmitter_isNoStarvation() throws Exception {
    ThreadPoolOptions options =
        ThreadPoolOptions.defaults().withMaxWorkers(1).withQueue(1, WhenFull.CALLER_RUNS);
    try (ThreadPool pool = new ThreadPool(options);
        JoinedThreads threads = new JoinedThreads()) {
      CountDownLatch gate = new CountDownLatch(1);
      Queue<TaskFuture<Integer>> others = new ConcurrentLinkedQueue<>();
      Queue<Thread> worker = new ConcurrentLinkedQueue<>();
      TaskFuture<Integer> waiting =
          pool.submit(
              () -> {
                worker.add(Thread.currentThread());
                gate.await();
                return others.element().get();
              });
      ThreadStates.awaitTrue("the worker is busy", () -> !worker.isEmpty());
      TaskFuture<Integer> filler = pool.submit(() -> 0);
      EngineFuture<Integer> byCaller =
          new EngineFuture<>(
              () -> {
                gate.countDown();
                ThreadStates.awaitBlocked(worker.element());
                return 3;
              },
              ContextCarrier.none().capture());
      others.add(byCaller);
      var _ = threads.start(() -> pool.execute(byCaller));
      assertThat(waiting.get(Delays.LONG)).isEqualTo(3);
      assertThat(filler.get(Delays.LONG)).isZero();
    }
  }
}
