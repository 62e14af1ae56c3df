package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.util.concurrent.SettableFuture;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WrapFutureTest {

  private static final String FUTURES = "test_asyncio.test_futures.BaseFutureTests.";

  private static void settle() {
    for (int i = 0; i < 5; i++) {
      Async.sleep(Duration.ZERO);
    }
  }

  @Test
  @CoversScenario(FUTURES + "test_wrap_future_use_running_loop")
  void wrapFuture_completedByAnotherThread_endsOnTheLoop() throws Exception {
    CompletableFuture<String> source = new CompletableFuture<>();
    Thread[] other = {null};
    String value =
        Async.run(
            () -> {
              AsyncFuture<String> wrapper = Async.wrapFuture(source);
              assertThat(wrapper.loop()).isSameAs(EventLoop.running());
              other[0] = Thread.startVirtualThread(() -> source.complete("value"));
              return wrapper.await();
            });
    assertThat(value).isEqualTo("value");
    other[0].join();
  }

  @Test
  @CoversScenario(FUTURES + "test_wrap_future_without_loop")
  void wrapFuture_withoutALoop_isRefused() {
    assertThatExceptionOfType(WrongThreadException.class)
        .isThrownBy(() -> Async.wrapFuture(new CompletableFuture<>()));
  }

  @Test
  void wrapFuture_done_takesAnIterationAsInPython() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> wrapper = Async.wrapFuture(CompletableFuture.completedFuture(1));
          assertThat(wrapper.isDone()).isFalse();
          assertThat(wrapper.await()).isEqualTo(1);
        });
  }

  @Test
  void wrapFuture_failed_hasTheCauseTakenOut() throws Exception {
    TestRun.run(
        () -> {
          IllegalStateException failure = new IllegalStateException("expected");
          CompletableFuture<Integer> source = new CompletableFuture<>();
          AsyncFuture<Integer> ofItself = Async.wrapFuture(source);
          AsyncFuture<Integer> ofAStage = Async.wrapFuture(source.thenApply(value -> value + 1));
          SettableFuture<Integer> guava = SettableFuture.create();
          AsyncFuture<Integer> ofGuava = Async.wrapFuture(guava);
          source.completeExceptionally(failure);
          guava.setException(failure);
          for (AsyncFuture<Integer> wrapper : List.of(ofItself, ofAStage, ofGuava)) {
            assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(wrapper::await)
                .withCause(failure);
          }
        });
  }

  @Test
  @CoversScenario(FUTURES + "test_wrap_future_cancel")
  void cancel_theWrapper_cancelsTheSource() throws Exception {
    TestRun.run(
        () -> {
          CompletableFuture<Integer> source = new CompletableFuture<>();
          SettableFuture<Integer> guava = SettableFuture.create();
          AsyncFuture<Integer> wrapper = Async.wrapFuture(source);
          AsyncFuture<Integer> ofGuava = Async.wrapFuture(guava);
          wrapper.cancel("reason");
          ofGuava.cancel();
          assertThat(source.isCancelled()).isFalse(); // in the next iteration, as in Python
          settle();
          assertThat(source.isCancelled()).isTrue();
          assertThat(guava.isCancelled()).isTrue();
          assertThatExceptionOfType(CancelledError.class)
              .isThrownBy(wrapper::await)
              .satisfies(error -> assertThat(error.reason()).contains("reason"));
        });
  }

  @Test
  @CoversScenario(FUTURES + "test_wrap_future_cancel2")
  void cancel_theWrapperAfterTheSourceEnded_leavesItsResult() throws Exception {
    TestRun.run(
        () -> {
          CompletableFuture<Integer> source = new CompletableFuture<>();
          AsyncFuture<Integer> wrapper = Async.wrapFuture(source);
          source.complete(42);
          wrapper.cancel();
          settle();
          assertThat(source).isCompletedWithValue(42);
          assertThat(wrapper.isCancelled()).isTrue();
        });
  }

  @Test
  void cancel_theSource_cancelsTheWrapper() throws Exception {
    TestRun.run(
        () -> {
          CompletableFuture<Integer> source = new CompletableFuture<>();
          SettableFuture<Integer> guava = SettableFuture.create();
          List<AsyncFuture<Integer>> wrappers =
              List.of(Async.wrapFuture(source), Async.wrapFuture(guava));
          source.cancel(true);
          guava.cancel(true);
          for (AsyncFuture<Integer> wrapper : wrappers) {
            assertThatExceptionOfType(CancelledError.class).isThrownBy(wrapper::await);
            assertThat(wrapper.isCancelled()).isTrue();
          }
        });
  }

  @Test
  void cancel_ofAStageThatNobodyMayCancel_endsTheWait() throws Exception {
    TestRun.run(
        () -> {
          List<ErrorReport> reports = new ArrayList<>();
          EventLoop.running().setExceptionHandler((loop, report) -> reports.add(report));
          CompletableFuture<Integer> source = new CompletableFuture<>();
          CompletionStage<Integer> minimal = source.minimalCompletionStage();
          AsyncFuture<Integer> wrapper = Async.wrapFuture(minimal);
          wrapper.cancel();
          settle();
          assertThat(wrapper.isCancelled()).isTrue();
          assertThat(source.isDone()).isFalse();
          assertThat(reports).isEmpty();
        });
  }

  @Test
  void cancel_theTaskThatWaits_cancelsTheSource() throws Exception {
    TestRun.run(
        () -> {
          CompletableFuture<Integer> source = new CompletableFuture<>();
          Task<Integer> waiting = Async.createTask(() -> Async.wrapFuture(source).await());
          settle();
          waiting.cancel();
          settle();
          assertThat(source.isCancelled()).isTrue();
          assertThat(waiting.isCancelled()).isTrue();
        });
  }

  @Test
  void wrapFuture_taskOfAPool_isAwaited() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      TaskFuture<Integer> task = pool.submit(() -> 6 * 7);
      assertThat(Async.<Integer>run(() -> Async.wrapFuture(task).await())).isEqualTo(42);
    }
  }

  @Test
  void source_endsAfterTheLoopClosed_isIgnored() throws Exception {
    CompletableFuture<Integer> source = new CompletableFuture<>();
    AsyncFuture<Integer> wrapper = Async.run(() -> Async.wrapFuture(source));
    source.complete(1);
    assertThat(wrapper.isDone()).isFalse();
  }

  @Test
  void cancel_afterTheLoopClosed_isRefused_unlessItHasEnded() throws Exception {
    CompletableFuture<Integer> source = new CompletableFuture<>();
    List<AsyncFuture<Integer>> futures = new ArrayList<>();
    TestRun.run(
        () -> {
          futures.add(Async.wrapFuture(source));
          futures.add(new AsyncFuture<>());
          futures.add(new AsyncFuture<>());
          futures.getLast().setResult(1);
        });
    for (AsyncFuture<Integer> pending : futures.subList(0, 2)) {
      assertThatIllegalStateException()
          .isThrownBy(pending::cancel)
          .withMessageStartingWith("cancel of ")
          .withMessageContaining("its run has ended");
      assertThat(pending.isDone()).isFalse();
    }
    assertThat(futures.getLast().cancel()).isFalse();
    assertThat(source).isNotDone();
  }
}
