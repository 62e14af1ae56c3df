package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VirtualThreadExecutorTest {

  @Test
  void tasks_runOnVirtualThreadsOfTheirOwn() throws Exception {
    try (VirtualThreadExecutor executor = new VirtualThreadExecutor()) {
      TaskFuture<Thread> first = executor.submit(Thread::currentThread);
      TaskFuture<Thread> second = executor.submit(Thread::currentThread);
      assertThat(first.get().isVirtual()).isTrue();
      assertThat(first.get()).isNotSameAs(second.get());
      assertThat(first.get().getName()).matches("VirtualThreadExecutor-\\d+_0");
    }
  }

  @Test
  void withoutLimit_allRunAtOnce() throws Exception {
    int tasks = 2000;
    CountDownLatch all = new CountDownLatch(tasks);
    try (VirtualThreadExecutor executor = new VirtualThreadExecutor()) {
      assertThat(executor.limit()).isEqualTo(Integer.MAX_VALUE);
      List<TaskFuture<Boolean>> futures = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        futures.add(
            executor.submit(
                () -> {
                  all.countDown();
                  return all.await(20, TimeUnit.SECONDS);
                }));
      }
      for (TaskFuture<Boolean> future : futures) {
        assertThat(future.get()).isTrue();
      }
    }
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // gives others a chance to be inside too
  void withLimit_neverMoreRun_andTheyBeginInOrder() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Queue<Integer> order = new ConcurrentLinkedQueue<>();
    try (VirtualThreadExecutor two = new VirtualThreadExecutor(2);
        VirtualThreadExecutor one = new VirtualThreadExecutor(1)) {
      for (int i = 0; i < 500; i++) {
        int number = i;
        one.execute(() -> order.add(number));
        two.execute(
            () -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              Thread.yield();
              inside.decrementAndGet();
            });
      }
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(order).containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
  }

  @Test
  void limit_belowOne_isRefused() {
    assertThatThrownBy(() -> new VirtualThreadExecutor(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void counts_andToString_tellTheLoad() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (VirtualThreadExecutor executor = new VirtualThreadExecutor(1)) {
      TaskFuture<Boolean> running = executor.submit(() -> gate.await(20, TimeUnit.SECONDS));
      TaskFuture<Integer> queued = executor.submit(() -> 2);
      assertThat(executor.runningTaskCount()).isEqualTo(1);
      assertThat(executor.queuedTaskCount()).isEqualTo(1);
      assertThat(executor.toString())
          .matches("VirtualThreadExecutor-\\d+\\[OPEN, running 1 of 1, queued 1]");
      gate.countDown();
      assertThat(queued.get(Delays.LONG)).isEqualTo(2);
      assertThat(running.get()).isTrue();
    }
  }

  @Test
  void queuedTasksThatGetNoThread_fail_andLaterOnesRun() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    OutOfMemoryError noMemory = new OutOfMemoryError("no memory for a thread");
    AtomicInteger starts = new AtomicInteger();
    VirtualThreadExecutor executor =
        new VirtualThreadExecutor(
            1,
            thread -> {
              int start = starts.getAndIncrement();
              if (start == 1 || start == 2) {
                throw noMemory;
              }
              thread.start();
            });
    try (executor) {
      TaskFuture<Boolean> running = executor.submit(() -> gate.await(20, TimeUnit.SECONDS));
      TaskFuture<Integer> firstLost = executor.submit(() -> 2);
      TaskFuture<Integer> secondLost = executor.submit(() -> 3);
      TaskFuture<Integer> last = executor.submit(() -> 4);
      gate.countDown();
      assertThat(running.get(Delays.LONG)).isTrue();
      assertThat(last.get(Delays.LONG)).isEqualTo(4);
      assertThat(firstLost.exceptionNow()).isSameAs(noMemory);
      assertThat(secondLost.exceptionNow()).isSameAs(noMemory);
    }
    assertThat(executor.isTerminated()).isTrue();
  }

  @Test
  void lastQueuedTask_thatGetsNoThread_fails_andTheExecutorTerminates() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger starts = new AtomicInteger();
    VirtualThreadExecutor executor =
        new VirtualThreadExecutor(
            1,
            thread -> {
              if (starts.getAndIncrement() == 1) {
                throw new OutOfMemoryError("no memory for a thread");
              }
              thread.start();
            });
    TaskFuture<Boolean> running = executor.submit(() -> gate.await(20, TimeUnit.SECONDS));
    TaskFuture<Integer> lost = executor.submit(() -> 2);
    executor.shutdown();
    gate.countDown();
    assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(running.get()).isTrue();
    assertThat(lost.exceptionNow()).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void submission_thatGetsNoThread_failsAsAWhole() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    try (VirtualThreadExecutor executor =
        new VirtualThreadExecutor(
            1,
            thread -> {
              if (starts.getAndIncrement() == 0) {
                throw new OutOfMemoryError("no memory for a thread");
              }
              thread.start();
            })) {
      assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(OutOfMemoryError.class);
      assertThat(executor.runningTaskCount()).isZero();
      assertThat(executor.submit(() -> 2).get(Delays.LONG)).isEqualTo(2);
    }
  }

  @Test
  void shutdownNow_interruptsWhatRunsAndReturnsTheRest() throws Exception {
    VirtualThreadExecutor executor = new VirtualThreadExecutor(1);
    CountDownLatch inBody = new CountDownLatch(1);
    TaskFuture<Integer> running =
        executor.submit(
            () -> {
              inBody.countDown();
              new CountDownLatch(1).await();
              return 1;
            });
    TaskFuture<Integer> cancelled = executor.submit(() -> 2);
    TaskFuture<Integer> pending = executor.submit(() -> 3);
    cancelled.cancel(false);
    inBody.await();
    assertThat(executor.shutdownNow()).containsExactly((Runnable) pending);
    assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(running.exceptionNow()).isInstanceOf(InterruptedException.class);
    assertThat(pending.isCancelled()).isTrue();
    assertThatThrownBy(() -> executor.submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void map_withoutLimit_hasAWindowToo() {
    AtomicInteger pulled = new AtomicInteger();
    try (VirtualThreadExecutor executor = new VirtualThreadExecutor();
        LazyResults<Integer> results =
            executor.map(n -> n, () -> Stream.generate(pulled::getAndIncrement).iterator())) {
      assertThat(pulled).hasValue(2000);
      assertThat(results.iterator().next()).isZero();
    }
  }

  @Test
  void map_overALongInput_isOrderedAndComplete() {
    try (VirtualThreadExecutor executor = new VirtualThreadExecutor(50)) {
      List<Integer> items = IntStream.range(0, 5000).boxed().toList();
      assertThat(executor.map(i -> i + 1, items).toList())
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 5000).boxed().toList());
    }
  }

  @Test
  void submitRacingWithShutdown_isRunOrRejected() throws Exception {
    for (int round = 0; round < 200; round++) {
      VirtualThreadExecutor executor = new VirtualThreadExecutor(2);
      List<TaskFuture<Integer>> accepted = new ArrayList<>();
      Thread closer = Thread.ofPlatform().start(executor::shutdown);
      try {
        for (int i = 0; i < 200; i++) {
          accepted.add(executor.submit(() -> 1));
        }
      } catch (RejectedExecutionException e) {
        // shut down: what was accepted until now must run
      }
      closer.join();
      assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      for (TaskFuture<Integer> future : accepted) {
        assertThat(future.resultNow()).isEqualTo(1);
      }
    }
  }
}
