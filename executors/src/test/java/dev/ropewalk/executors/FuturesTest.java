package dev.ropewalk.executors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.testkit.Delays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FuturesTest {

  private static TaskFuture<Integer> waiting(ThreadPool pool, CountDownLatch gate, int value) {
    return pool.submit(
        () -> {
          gate.await();
          return value;
        });
  }

  @Test
  void asCompleted_includesFailedAndCancelledOnes() {
    try (ThreadPool pool = new ThreadPool(1)) {
      TaskFuture<Object> failed =
          pool.submit(
              () -> {
                throw new IllegalStateException();
              });
      TaskFuture<Object> cancelled = pool.submit(Object::new);
      cancelled.cancel(false);
      assertThat(Futures.asCompleted(List.of(failed, cancelled)).toList())
          .containsExactlyInAnyOrder(failed, cancelled);
    }
  }

  @Test
  void asCompleted_pastItsTimeout_throwsAfterThoseThatAreDone() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(1)) {
      TaskFuture<Integer> done = pool.submit(() -> 1);
      done.get();
      TaskFuture<Integer> never = waiting(pool, gate, 2);
      List<TaskFuture<Integer>> read = new ArrayList<>();
      LazyResults<TaskFuture<Integer>> order =
          Futures.asCompleted(List.of(never, done), Delays.SHORT);
      assertThatThrownBy(() -> order.forEach(read::add))
          .isInstanceOf(UncheckedTimeoutException.class)
          .hasMessageContaining("1 of 2");
      assertThat(read).containsExactly(done);
      assertThat(never.isCancelled()).isFalse();
      gate.countDown();
    }
  }

  @Test
  void timeoutOfAsCompleted_isForAllTogether_notForEach() {
    try (ThreadPool pool = new ThreadPool(1)) {
      List<TaskFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        futures.add(
            pool.submit(
                () -> {
                  Thread.sleep(Delays.MEDIUM.multipliedBy(2).dividedBy(3));
                  return 1;
                }));
      }
      assertThatThrownBy(() -> Futures.asCompleted(futures, Delays.MEDIUM).toList())
          .isInstanceOf(UncheckedTimeoutException.class);
    }
  }

  @Test
  void asCompleted_ofTasksOfDifferentTypes_givesThem() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      TaskFuture<String> text = pool.submit(() -> "hemp");
      TaskFuture<?> nothing = pool.submit(() -> {});
      List<TaskFuture<?>> futures = List.of(text, nothing);
      List<TaskFuture<?>> order = new ArrayList<>();
      for (TaskFuture<?> future : Futures.asCompleted(futures)) {
        order.add(future);
      }
      assertThat(order.contains(text)).isTrue();
      assertThat(order.contains(nothing)).isTrue();
    }
  }

  @Test
  void asCompleted_zeroTimeout_givesThoseDone() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      TaskFuture<Integer> done = pool.submit(() -> 1);
      done.get();
      assertThat(Futures.asCompleted(List.of(done), Duration.ZERO).toList()).containsExactly(done);
    }
  }

  @Test
  void asCompleted_interrupted_endsWithTheStatusSet() {
    CountDownLatch gate = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(1)) {
      TaskFuture<Integer> never = waiting(pool, gate, 1);
      Iterator<TaskFuture<Integer>> order = Futures.asCompleted(List.of(never)).iterator();
      Thread.currentThread().interrupt();
      assertThatThrownBy(order::next)
          .isInstanceOf(CancellationException.class)
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(order.hasNext()).isFalse();
      gate.countDown();
    }
  }

  @Test
  void asCompleted_ofNothing_isEmpty() {
    assertThat(Futures.asCompleted(List.<TaskFuture<Object>>of()).toList()).isEmpty();
  }

  @Test
  void asCompleted_ofAStream_countsAllThatWereTaken_andWhenClosedTakesNoMore() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(1)) {
      TaskFuture<Integer> first = pool.submit(() -> 1);
      TaskFuture<Integer> second = pool.submit(() -> 2);
      assertThat(second.get()).isEqualTo(2);
      TaskFuture<Integer> never = waiting(pool, gate, 3);
      Iterator<TaskFuture<Integer>> order =
          Futures.asCompleted(Stream.of(first, second, never), 1, Delays.SHORT).iterator();
      assertThat(List.of(order.next(), order.next())).containsExactly(first, second);
      assertThatThrownBy(order::next).hasMessageContaining("1 of 3");
      LazyResults<TaskFuture<Integer>> closed = Futures.asCompleted(Stream.of(first, second), 1);
      Iterator<TaskFuture<Integer>> none = closed.iterator();
      closed.close();
      assertThat(none.hasNext()).isFalse();
      gate.countDown();
    }
  }

  @Test
  void wait_firstException_isNotHeldUpByHoweverManyThatRun() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ThreadPool pool = new ThreadPool(4)) {
      List<TaskFuture<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        futures.add(waiting(pool, gate, i));
      }
      futures.add(
          pool.submit(
              () -> {
                throw new IllegalStateException("frayed");
              }));
      assertThat(Futures.wait(futures, ReturnWhen.FIRST_EXCEPTION).pending()).hasSize(3);
      gate.countDown();
    }
  }
}
