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
import org.junit.jupiter.api.Test;

class FuturesTest {

  @Test
  void asCompleted_givesEachAsItIsDone() throws Exception {
    try (ThreadPool pool = new ThreadPool(2)) {
      CountDownLatch gate = new CountDownLatch(1);
      TaskFuture<String> slow =
          pool.submit(
              () -> {
                gate.await();
                return "slow";
              });
      TaskFuture<String> quick = pool.submit(() -> "quick");
      Iterator<TaskFuture<String>> order = Futures.asCompleted(List.of(slow, quick)).iterator();
      assertThat(order.next().get()).isEqualTo("quick");
      gate.countDown();
      assertThat(order.next().get()).isEqualTo("slow");
      assertThat(order.hasNext()).isFalse();
    }
  }

  @Test
  void asCompleted_givesThoseDoneFirst_andDuplicatesOnce() throws Exception {
    try (ThreadPool pool = new ThreadPool(2)) {
      CountDownLatch gate = new CountDownLatch(1);
      TaskFuture<String> pending =
          pool.submit(
              () -> {
                gate.await();
                return "pending";
              });
      TaskFuture<String> done = pool.submit(() -> "done");
      done.get();
      LazyResults<TaskFuture<String>> order =
          Futures.asCompleted(List.of(pending, done, done, pending));
      gate.countDown();
      assertThat(order.toList()).containsExactly(done, pending);
    }
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
      TaskFuture<Integer> never =
          pool.submit(
              () -> {
                gate.await();
                return 2;
              });
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
      TaskFuture<Integer> never =
          pool.submit(
              () -> {
                gate.await();
                return 1;
              });
      Iterator<TaskFuture<Integer>> order = Futures.asCompleted(List.of(never)).iterator();
      Thread.currentThread().interrupt();
      assertThatThrownBy(order::next).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(order.hasNext()).isFalse();
      gate.countDown();
    }
  }

  @Test
  void asCompleted_ofNothing_isEmpty() {
    assertThat(Futures.asCompleted(List.<TaskFuture<Object>>of()).toList()).isEmpty();
  }
}
