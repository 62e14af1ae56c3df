package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.assertCancelled;
import static dev.ropewalk.async.Bodies.failAfter;
import static dev.ropewalk.async.Bodies.refuse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GatherTest {

  private static final String TASKS = "test_asyncio.test_tasks.";

  private final List<String> log = new ArrayList<>();

  private static Task<Integer> after(int seconds, int value) {
    return Async.createTask(() -> Bodies.after(seconds, value));
  }

  private static Task<Integer> failingAfter(int seconds, String message) {
    return Async.createTask(() -> failAfter(seconds, message));
  }

  @Test
  @CoversScenario({
    TASKS + "GatherTestsBase.test_success",
    TASKS + "FutureGatherTests.test_constructor_homogenous_futures"
  })
  void gather_allReturn_listsTheValuesInTheOrderGiven() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<List<Integer>> gather = Async.gather(after(3, 1), after(1, 2), after(2, 3));
          assertThat(gather.loop()).isSameAs(EventLoop.running());
          assertThat(gather.await()).containsExactly(1, 2, 3);
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(3));
        });
  }

  @Test
  @CoversScenario(TASKS + "CoroutineGatherTests.test_constructor_use_running_loop")
  void gather_coroutines_startsATaskForEach() throws Exception {
    TestRun.run(
        () -> {
          List<Object> values = Async.<Object>gather(() -> 1, () -> "two").await();
          assertThat(values).containsExactly(1, "two");
        });
  }

  @Test
  @CoversScenario(TASKS + "FutureGatherTests.test_constructor_empty_sequence_use_running_loop")
  void gather_nothing_isAnEmptyList() throws Exception {
    TestRun.run(() -> assertThat(Async.gather(List.of()).await()).isEmpty());
  }

  @Test
  @CoversScenario({
    TASKS + "FutureGatherTests.test_constructor_empty_sequence_without_loop",
    TASKS + "CoroutineGatherTests.test_constructor_without_loop"
  })
  void gather_withoutALoop_isRefused() {
    assertThatExceptionOfType(WrongThreadException.class).isThrownBy(() -> Async.gather(List.of()));
    assertThatExceptionOfType(WrongThreadException.class)
        .isThrownBy(() -> Async.gather(() -> 1, () -> 2));
  }

  @Test
  @CoversScenario(TASKS + "CoroutineGatherTests.test_duplicate_coroutines")
  void gather_theSameTwice_countsOnceAndFillsBothPlaces() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> one = after(1, 7);
          assertThat(Async.gather(one, after(0, 8), one).await()).containsExactly(7, 8, 7);
        });
  }

  @Test
  @CoversScenario(TASKS + "GatherTestsBase.test_one_exception")
  void gather_oneFails_failsAtOnce_andOthersGoOn() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> slow = after(5, 1);
          AsyncFuture<List<Integer>> gather =
              Async.gather(slow, failingAfter(1, "first"), failingAfter(2, "second"));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(gather::await)
              .withStackTraceContaining("first");
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(1));
          assertThat(gather.isCancelled()).isFalse();
          assertThat(slow.await()).isEqualTo(1);
        });
  }

  @Test
  @CoversScenario(TASKS + "GatherTestsBase.test_one_exception")
  void gather_laterFailures_areNotReported() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              AsyncFuture<Integer> first = new AsyncFuture<>();
              AsyncFuture<Integer> later = new AsyncFuture<>();
              AsyncFuture<List<Integer>> gather = Async.gather(first, later);
              first.setException(new IllegalStateException("first"));
              assertThatExceptionOfType(CompletionException.class).isThrownBy(gather::await);
              later.setException(new IllegalStateException("later"));
            });
    assertThat(reports).isEmpty();
  }

  @Test
  void gatherEnded_failures_areNotReported_awaitedOrNot() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              AsyncFuture<Integer> failed = new AsyncFuture<>();
              AsyncFuture<Integer> alsoFailed = new AsyncFuture<>();
              failed.setException(new IllegalStateException("first"));
              Async.gatherEnded(List.of(failed, alsoFailed));
              alsoFailed.setException(new IllegalStateException("second"));
              Async.sleep(Duration.ZERO);
            });
    assertThat(reports).isEmpty();
  }

  @Test
  @CoversScenario(TASKS + "GatherTestsBase.test_return_exceptions")
  void gatherEnded_waitsForAll_andEachTellsHowItEnded() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> cancelled = after(9, 9);
          EventLoop.running().callLater(Duration.ofSeconds(2), cancelled::cancel);
          List<Awaitable<? extends Integer>> ended =
              Async.<Integer>gatherEnded(List.of(after(3, 1), failingAfter(1, "told"), cancelled))
                  .await();
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(3));
          assertThat(ended.get(0).result()).isEqualTo(1);
          assertThat(ended.get(1).exception())
              .get()
              .hasToString("java.lang.IllegalStateException: told");
          assertThat(ended.get(2).isCancelled()).isTrue();
        });
  }

  @Test
  @CoversScenario(TASKS + "FutureGatherTests.test_one_cancellation")
  void gather_oneIsCancelled_failsWithThat_andIsNotCancelledItself() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> child = after(9, 1);
          Task<Integer> other = after(2, 2);
          AsyncFuture<List<Integer>> gather = Async.gather(child, other);
          Async.sleep(Duration.ZERO);
          child.cancel("enough");
          assertCancelled(gather).satisfies(e -> assertThat(e.reason()).contains("enough"));
          assertThat(gather.isCancelled()).isFalse();
          assertThat(gather.exception()).get().isInstanceOf(CancelledError.class);
          assertThat(other.await()).isEqualTo(2);
        });
  }

  @Test
  @CoversScenario(TASKS + "CoroutineGatherTests.test_cancellation_broadcast")
  void cancel_theWaitingTask_cancelsAllChildren() throws Exception {
    TestRun.run(
        () -> {
          List<Task<Integer>> children = List.of(after(9, 1), after(9, 2));
          AsyncFuture<List<Integer>> gather = Async.gather(children);
          Task<?> waiting = Async.createTask(() -> log.add(gather.await().toString()));
          Async.sleep(Duration.ofSeconds(1));
          assertThat(waiting.cancel()).isTrue();
          assertCancelled(waiting);
          assertThat(children).allMatch(Awaitable::isCancelled);
          assertThat(gather.cancel()).isFalse();
          assertThat(gather.isCancelled()).isFalse(); // it failed with the error, as in Python
        });
    assertThat(log).isEmpty();
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_cancel_gather_1")
  void cancel_aGatherWhoseChildrenHaveEnded_isFalse_andTheValuesAreKept() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> child = after(0, 1);
          AsyncFuture<List<Integer>> gather = Async.gather(child);
          while (!child.isDone()) {
            Async.sleep(Duration.ZERO);
          }
          assertThat(gather.isDone()).isFalse(); // the news of the end is still on its way
          assertThat(gather.cancel()).isFalse();
          assertThat(gather.await()).containsExactly(1);
        });
  }

  @Test
  void gather_ofWhatHasEnded_hasEndedAtOnce() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> child = after(0, 1);
          Task<Integer> failing = failingAfter(0, "told");
          Async.wait(List.of(child, failing));
          assertThat(Async.gather(child, child).result()).containsExactly(1, 1);
          assertThat(Async.gather(after(9, 2), failing).exception().orElseThrow())
              .hasMessage("told");
          assertThat(Async.gather(child, after(9, 2)).isDone()).isFalse();
        });
  }

  @Test
  void cancel_aGatherWhoseChildrenAllRefuse_isACancellationAllTheSame() throws Exception {
    TestRun.run(
        () -> {
          for (boolean ended : List.of(false, true)) {
            List<Task<Integer>> children =
                List.of(Async.createTask(() -> refuse(1)), Async.createTask(() -> refuse(2)));
            AsyncFuture<?> gather =
                ended ? Async.<Integer>gatherEnded(children) : Async.<Integer>gather(children);
            Async.sleep(Duration.ZERO);
            assertThat(gather.cancel("why")).isTrue();
            assertCancelled(gather).satisfies(e -> assertThat(e.reason()).contains("why"));
            assertThat(children).extracting(Task::result).containsExactly(1, 2);
          }
        });
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_cancel_gather_2")
  void cancel_aTaskInGatherEnded_isCancelledAllTheSame() throws Exception {
    TestRun.run(
        () -> {
          Task<?> waiting =
              Async.createTask(
                  () ->
                      log.add(
                          Async.gatherEnded(List.of(after(9, 1), after(9, 2))).await().toString()));
          Async.sleep(Duration.ofSeconds(1));
          waiting.cancel("my reason");
          assertCancelled(waiting).satisfies(e -> assertThat(e.reason()).contains("my reason"));
          assertThat(waiting.isCancelled()).isTrue();
        });
    assertThat(log).isEmpty();
  }

  @Test
  @CoversScenario(TASKS + "FutureGatherTests.test_constructor_heterogenous_futures")
  void gather_ofAnotherLoop_isRefused() throws Exception {
    AtomicReference<AsyncFuture<Integer>> foreign = new AtomicReference<>();
    TestRun.run(() -> foreign.set(new AsyncFuture<>()));
    TestRun.run(
        () -> {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> Async.gather(after(0, 1), foreign.get()))
              .withMessageContaining("can't be gathered on");
          assertThatIllegalArgumentException().isThrownBy(() -> Async.wait(List.of(foreign.get())));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> Async.asCompleted(List.of(foreign.get())));
        });
  }

  @Test
  void await_aGatherOfOneself_isRefused() throws Exception {
    TestRun.run(
        () -> {
          Task<?> me = Async.currentTask().orElseThrow();
          AsyncFuture<? extends List<?>> inner = Async.gather(after(1, 1), me);
          assertThatIllegalStateException()
              .isThrownBy(() -> Async.gather(inner, after(1, 2)).await())
              .withMessageContaining("which waits for Task-1");
        });
  }

  // shield

  @Test
  @CoversScenario({
    TASKS + "BaseTaskTests.test_shield_result",
    TASKS + "BaseTaskTests.test_shield_shortcut",
    TASKS + "BaseTaskTests.test_shield_coroutine_use_running_loop"
  })
  void shield_passesTheValueOn_andIsTheThingItselfOnceThatHasEnded() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> inner = after(1, 5);
          assertThat(Async.shield(inner).await()).isEqualTo(5);
          assertThat(Async.shield(inner)).isSameAs(inner);
          assertThat(Async.shield(() -> 6).await()).isEqualTo(6);
        });
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_shield_exception")
  void shield_passesFailureAndCancellationOn() throws Exception {
    TestRun.run(
        () -> {
          Awaitable<Integer> failing = Async.shield(failingAfter(1, "told"));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(failing::await)
              .withStackTraceContaining("told");
          Task<Integer> inner = after(9, 1);
          Awaitable<Integer> outer = Async.shield(inner);
          inner.cancel();
          assertCancelled(outer);
          assertThat(outer.isCancelled()).isTrue();
        });
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_shield_effect")
  void cancel_theTaskThatAwaitsAShield_leavesTheInnerOneRunning() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> inner = after(5, 5);
          Task<Integer> waiting = Async.createTask(() -> Async.shield(inner).await());
          Async.sleep(Duration.ofSeconds(1));
          waiting.cancel();
          assertCancelled(waiting);
          assertThat(inner.isDone()).isFalse();
          assertThat(inner.await()).isEqualTo(5);
        });
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_shield_gather")
  void cancel_aShieldOverAGather_leavesTheGather() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<List<Integer>> gather = Async.gather(after(2, 1), after(3, 2));
          Awaitable<List<Integer>> outer = Async.shield(gather);
          Async.sleep(Duration.ofSeconds(1));
          assertThat(outer.cancel()).isTrue();
          assertThat(gather.await()).containsExactly(1, 2);
        });
  }

  @Test
  void shield_twoOverOne_bothCancelled_aFailureIsReportedOnce() throws Exception {
    List<ErrorReport> reports = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop.running().setExceptionHandler((loop, report) -> reports.add(report));
          Task<Integer> inner = failingAfter(2, "later");
          Awaitable<Integer> first = Async.shield(inner);
          Awaitable<Integer> second = Async.shield(inner);
          first.cancel();
          second.cancel();
          Async.sleep(Duration.ofSeconds(3));
        });
    assertThat(reports).hasSize(1);
  }

  @Test
  void shield_cancelledAsTheInnerFails_isNotReported() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              AsyncFuture<Integer> inner = new AsyncFuture<>();
              Awaitable<Integer> outer = Async.shield(inner);
              inner.setException(new IllegalStateException("seen"));
              outer.cancel();
              Async.sleep(Duration.ofMillis(1));
              assertThat(outer.isCancelled()).isTrue();
            });
    assertThat(reports).isEmpty();
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_shield_cancel_outer_exception")
  void shield_cancelledAndTheInnerFailsLater_isReportedOnce() throws Exception {
    List<ErrorReport> reports = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop.running().setExceptionHandler((loop, report) -> reports.add(report));
          Awaitable<Integer> outer = Async.shield(failingAfter(1, "told"));
          outer.cancel();
          Async.sleep(Duration.ofSeconds(2));
        });
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().exception()).hasMessage("told");
    assertThat(reports.getFirst().message()).contains("its shield was cancelled");
  }

  // wait
}
