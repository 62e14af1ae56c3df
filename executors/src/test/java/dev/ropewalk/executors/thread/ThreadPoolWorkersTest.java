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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How many workers a pool has, and what they begin with. */
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
}
