package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Pools whose queue has a bound. */
class ThreadPoolBoundTest {

  private final CountDownLatch gate = new CountDownLatch(1);

  private static ThreadPool pool(int capacity, WhenFull full) {
    return new ThreadPool(ThreadPoolOptions.defaults().withMaxWorkers(1).withQueue(capacity, full));
  }

  /** Occupies the only worker and all places. */
  private List<TaskFuture<?>> fill(ThreadPool pool, int capacity) throws InterruptedException {
    List<TaskFuture<?>> futures = new ArrayList<>();
    CountDownLatch inBody = new CountDownLatch(1);
    futures.add(
        pool.submit(
            () -> {
              inBody.countDown();
              gate.await();
              return 0;
            }));
    inBody.await();
    for (int i = 0; i < capacity; i++) {
      futures.add(pool.submit(() -> 1));
    }
    assertThat(pool.queuedTaskCount()).isEqualTo(capacity);
    return futures;
  }

  @Test
  void reject_throwsWhileFullAndTakesTasksAgainLater() throws Exception {
    try (ThreadPool pool = pool(2, WhenFull.REJECT)) {
      List<TaskFuture<?>> futures = fill(pool, 2);
      assertThatThrownBy(() -> pool.submit(() -> 1))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("full with 2 tasks");
      gate.countDown();
      for (TaskFuture<?> future : futures) {
        future.get(Delays.LONG);
      }
      assertThat(pool.submit(() -> "again").get(Delays.LONG)).isEqualTo("again");
    }
  }

  @Test
  void map_intoAFullQueue_saysThatItIsFull() throws Exception {
    try (ThreadPool pool = pool(2, WhenFull.REJECT)) {
      List<TaskFuture<?>> _ = fill(pool, 2);
      assertThatThrownBy(() -> pool.map(n -> n, List.of(1)))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("full with 2 tasks");
      gate.countDown();
    }
  }

  @Test
  void callerRuns_runsOnTheSubmittingThreadWhileFull() throws Exception {
    try (ThreadPool pool = pool(1, WhenFull.CALLER_RUNS)) {
      fill(pool, 1);
      TaskFuture<Thread> future = pool.submit(Thread::currentThread);
      assertThat(future.isDone()).isTrue();
      assertThat(future.get()).isSameAs(Thread.currentThread());
      gate.countDown();
    }
  }

  @Test
  void block_waitsForRoom() throws Exception {
    try (JoinedThreads threads = new JoinedThreads();
        ThreadPool pool = pool(2, WhenFull.BLOCK)) {
      fill(pool, 2);
      assertWaitsForRoom(pool, threads);
    }
  }

  /** Of a full pool. */
  private void assertWaitsForRoom(ThreadPool pool, JoinedThreads threads) throws Exception {
    int full = pool.queuedTaskCount();
    var submitter = threads.start(() -> pool.submit(() -> "at last"));
    submitter.awaitBlocked();
    assertThat(pool.queuedTaskCount()).isEqualTo(full);
    gate.countDown();
    assertThat(submitter.result().get(Delays.LONG)).isEqualTo("at last");
  }

  @Test
  void block_endsWithTheShutdown() throws Exception {
    try (JoinedThreads threads = new JoinedThreads();
        ThreadPool pool = pool(1, WhenFull.BLOCK)) {
      fill(pool, 1);
      var submitters =
          List.of(
              threads.start(() -> rejection(pool).get()),
              threads.start(() -> rejection(pool).get()));
      for (var submitter : submitters) {
        ThreadStates.awaitBlocked(submitter.thread());
      }
      pool.shutdown();
      List<RejectedExecutionException> rejections = new ArrayList<>();
      for (var submitter : submitters) {
        rejections.add(submitter.result());
      }
      gate.countDown();
      assertThat(rejections)
          .allSatisfy(rejection -> assertThat(rejection).hasMessageContaining("after shutdown"));
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void block_interrupted_isRejectedWithTheStatusSet() throws Exception {
    try (JoinedThreads threads = new JoinedThreads();
        ThreadPool pool = pool(1, WhenFull.BLOCK)) {
      fill(pool, 1);
      var submitter =
          threads.start(
              () -> {
                RejectedExecutionException rejection = rejection(pool).get();
                assertThat(Thread.interrupted()).isTrue();
                return rejection;
              });
      ThreadStates.awaitBlocked(submitter.thread());
      submitter.thread().interrupt();
      assertThat(submitter.result()).hasMessageContaining("interrupted");
      gate.countDown();
    }
  }

  private static AtomicReference<RejectedExecutionException> rejection(ThreadPool pool) {
    AtomicReference<RejectedExecutionException> thrown = new AtomicReference<>();
    try {
      pool.execute(() -> {});
    } catch (RejectedExecutionException e) {
      thrown.set(e);
    }
    return thrown;
  }

  @Test
  void block_forATaskOfThePoolItself_exceedsTheBound() throws Exception {
    try (ThreadPool pool = pool(1, WhenFull.BLOCK)) {
      TaskFuture<List<TaskFuture<Integer>>> parent =
          pool.submit(
              () -> List.of(pool.submit(() -> 1), pool.submit(() -> 2), pool.submit(() -> 3)));
      List<Integer> results = new ArrayList<>();
      for (TaskFuture<Integer> child : parent.get(Delays.LONG)) {
        results.add(child.get(Delays.LONG));
      }
      assertThat(results).containsExactly(1, 2, 3);
    }
  }

  @Test
  void block_afterTheBoundWasExceeded_isAsNarrowAsBefore() throws Exception {
    try (JoinedThreads threads = new JoinedThreads();
        ThreadPool pool = pool(1, WhenFull.BLOCK)) {
      pool.submit(() -> List.of(pool.submit(() -> 1), pool.submit(() -> 2))).get(Delays.LONG);
      ThreadStates.awaitTrue("the children begin", () -> pool.queuedTaskCount() == 0);
      fill(pool, 1);
      assertWaitsForRoom(pool, threads);
    }
  }

  @Test
  void manySubmittersOfASmallQueue_loseNothing() throws Exception {
    try (JoinedThreads threads = new JoinedThreads();
        ThreadPool pool = pool(3, WhenFull.BLOCK)) {
      List<JoinedThreads.Started<Integer>> submitters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        submitters.add(
            threads.start(
                () -> {
                  int sum = 0;
                  List<TaskFuture<Integer>> futures = new ArrayList<>();
                  for (int task = 0; task < 1000; task++) {
                    futures.add(pool.submit(() -> 1));
                  }
                  for (TaskFuture<Integer> future : futures) {
                    sum += future.get();
                  }
                  return sum;
                }));
      }
      for (var submitter : submitters) {
        assertThat(submitter.result()).isEqualTo(1000);
      }
    }
  }
}
