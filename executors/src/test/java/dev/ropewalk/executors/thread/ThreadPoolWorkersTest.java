package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How many workers a pool has, what they begin with, and what happens when they wait for each other. */
class ThreadPoolWorkersTest {

  /** Tasks that wait at the gate, all begun. */
  private static List<TaskFuture<Thread>> block(ThreadPool pool, int tasks, CountDownLatch gate)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(tasks);
    List<TaskFuture<Thread>> futures = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      futures.add(
          pool.submit(
              () -> {
                begun.countDown();
                gate.await();
                return Thread.currentThread();
              }));
    }
    begun.await();
    return futures;
  }

  // ---- sizes

  @Test
  void counts_tellWhatThePoolDoes() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(2, "strand")) {
      assertThat(pool.maxWorkers()).isEqualTo(2);
      assertThat(pool.workerCount()).isZero();
      List<TaskFuture<Thread>> futures = block(pool, 2, gate);
      pool.execute(() -> {});
      assertThat(pool.workerCount()).isEqualTo(2);
      assertThat(pool.idleWorkerCount()).isZero();
      assertThat(pool.queuedTaskCount()).isEqualTo(1);
      assertThat(pool).hasToString("ThreadPool[strand, OPEN, threads 2 of 2, idle 0, queued 1]");
      gate.countDown();
      for (TaskFuture<Thread> future : futures) {
        future.get();
      }
      ThreadStates.awaitTrue("both idle", () -> pool.idleWorkerCount() == 2);
      assertThat(pool.queuedTaskCount()).isZero();
    }
  }

  @Test
  void workersOnTheirWay_countForTheTasksTheyWereMadeFor() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    Runnable initializer =
        () -> Uninterruptibles.awaitUninterruptibly(made.getAndIncrement() == 0 ? first : second);
    try (ThreadPool pool =
        new ThreadPool(
            ThreadPoolOptions.defaults().withMaxWorkers(4).withInitializer(initializer))) {
      TaskFuture<Integer> atBegin = pool.submit(pool::workerCount);
      TaskFuture<Integer> _ = pool.submit(() -> 0);
      ThreadStates.awaitTrue("two on their way", () -> made.get() == 2);
      first.countDown();
      assertThat(atBegin.get(Delays.LONG)).isEqualTo(2);
      second.countDown();
    }
  }

  @Test
  void workerThatLeavesOnItsWay_countsForNoTask() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    Runnable initializer =
        () -> {
          made.incrementAndGet();
          Uninterruptibles.awaitUninterruptibly(gate);
        };
    try (ThreadPool pool =
        new ThreadPool(
            ThreadPoolOptions.defaults().withMaxWorkers(2).withInitializer(initializer))) {
      TaskFuture<?> _ = pool.submit(() -> 1);
      TaskFuture<?> _ = pool.submit(() -> 2);
      ThreadStates.awaitTrue("two on their way", () -> made.get() == 2);
      pool.resize(1);
      gate.countDown();
      ThreadStates.awaitTrue("one left", () -> pool.workerCount() == 1);
      pool.resize(2);
      CountDownLatch both = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        TaskFuture<?> _ =
            pool.submit(
                () -> {
                  both.countDown();
                  both.await();
                  return null;
                });
      }
      boolean together = both.await(20, TimeUnit.SECONDS);
      both.countDown(); // if not, the one that waits ends all the same
      assertThat(together).isTrue();
    }
  }

  @Test
  void resize_larger_runsWhatWaits() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(1)) {
      block(pool, 1, gate);
      CountDownLatch begun = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        TaskFuture<?> _ =
            pool.submit(
                () -> {
                  begun.countDown();
                  gate.await();
                  return null;
                });
      }
      pool.resize(3);
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(pool.workerCount()).isEqualTo(3);
      gate.countDown();
      assertThatThrownBy(() -> pool.resize(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void resize_smaller_endsIdleThreadsAtOnceAndBusyOnesAfterTheirTask() throws Exception {
    CountDownLatch idleGate = new CountDownLatch(1);
    CountDownLatch busyGate = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(4)) {
      block(pool, 2, busyGate);
      block(pool, 2, idleGate);
      idleGate.countDown();
      ThreadStates.awaitTrue("two idle", () -> pool.idleWorkerCount() == 2);
      pool.resize(1);
      ThreadStates.awaitTrue("the idle ones gone", () -> pool.workerCount() == 2);
      TaskFuture<Thread> next = pool.submit(Thread::currentThread);
      busyGate.countDown();
      assertThat(next.get(Delays.LONG)).isNotNull();
      ThreadStates.awaitTrue("one left", () -> pool.workerCount() == 1);
    }
  }

  @Test
  void resize_atRandomWhileTasksRun_losesNone() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      List<TaskFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        futures.add(pool.submit(() -> 1));
        if (i % 10 == 0) {
          pool.resize(1 + i / 10 % 4);
        }
      }
      for (TaskFuture<Integer> future : futures) {
        assertThat(future.get(Delays.LONG)).isEqualTo(1);
      }
      pool.resize(1);
      ThreadStates.awaitTrue("one left", () -> pool.workerCount() == 1);
    }
  }

  @Test
  void idlePool_usesNoProcessor() throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (ThreadPool pool = new ThreadPool(1)) {
      Thread worker = pool.submit(Thread::currentThread).get();
      for (int i = 0; i < 2000; i++) {
        pool.submit(() -> 1).get(); // so that it spins, if it ever does
      }
      ThreadStates.awaitTrue("asleep", () -> worker.getState() == Thread.State.WAITING);
      long before = threads.getThreadCpuTime(worker.threadId());
      assertThat(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(worker.getState()).isEqualTo(Thread.State.WAITING);
      assertThat(threads.getThreadCpuTime(worker.threadId()) - before)
          .isLessThan(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Every round needs all workers at once, whichever of them are asleep, looking, or not there yet. */
  @Test
  void manyTasksAtOnce_findAllWorkersEachTime() throws Exception {
    int size = 4;
    try (ThreadPool pool = new ThreadPool(size)) {
      for (int round = 0; round < 2000; round++) {
        Phaser all = new Phaser(size);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          futures.add(
              pool.submit(() -> all.awaitAdvanceInterruptibly(all.arrive(), 20, TimeUnit.SECONDS)));
        }
        for (TaskFuture<Integer> future : futures) {
          assertThat(future.get(Delays.LONG)).isEqualTo(1);
        }
      }
      assertThat(pool.workerCount()).isEqualTo(size);
    }
  }

  // ---- priorities

  @Test
  void priorities_goFirstOrLast_eachInOrder() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Queue<String> order = new ConcurrentLinkedQueue<>();
    try (ThreadPool pool = new ThreadPool(1)) {
      block(pool, 1, gate);
      TaskExecutor urgent = pool.atPriority(5);
      TaskExecutor high = pool.atPriority(1);
      TaskExecutor low = pool.atPriority(-1);
      low.execute(() -> order.add("low 1"));
      pool.execute(() -> order.add("normal 1"));
      high.execute(() -> order.add("high 1"));
      urgent.execute(() -> order.add("urgent"));
      low.execute(() -> order.add("low 2"));
      pool.atPriority(0).execute(() -> order.add("normal 2"));
      high.execute(() -> order.add("high 2"));
      assertThat(pool.queuedTaskCount()).isEqualTo(7);
      assertThat(low.toString()).contains("priority -1");
      gate.countDown();
    }
    assertThat(order)
        .containsExactly("urgent", "high 1", "high 2", "normal 1", "normal 2", "low 1", "low 2");
  }

  @Test
  void priorityView_endsWithThePool() throws Exception {
    ThreadPool pool = new ThreadPool(1);
    TaskExecutor high = pool.atPriority(1);
    CountDownLatch gate = new CountDownLatch(1);
    block(pool, 1, gate);
    TaskFuture<Integer> first = high.submit(() -> 1);
    TaskFuture<Integer> last = pool.atPriority(-1).submit(() -> 2);
    TaskFuture<Integer> middle = pool.submit(() -> 3);
    assertThat(high.shutdownNow())
        .containsExactly((Runnable) first, (Runnable) middle, (Runnable) last);
    assertThat(pool.isShutdown()).isTrue();
    assertThat(high.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(high.isTerminated()).isTrue();
  }

  // ---- tasks that wait for tasks

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
}
