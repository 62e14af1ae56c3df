package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.assertCancelled;
import static dev.ropewalk.async.Bodies.failAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.executors.ReturnWhen;
import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** {@code Async.wait} and {@code asCompleted}: several awaitables, each with its own end. */
class WaitAndAsCompletedTest {

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
    TASKS + "BaseTaskTests.test_wait_duplicate_coroutines",
    TASKS + "BaseTaskTests.test_wait_with_iterator_of_tasks"
  })
  void wait_forAll_andOneGivenTwiceCountsOnce() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> one = after(1, 1);
          Task<Integer> two = after(2, 2);
          WaitResult<Task<Integer>> result = Async.wait(List.of(one, two, one));
          assertThat(result.done()).containsExactly(one, two);
          assertThat(result.pending()).isEmpty();
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(2));
        });
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_wait_errors")
  void wait_forNothing_isRefused() throws Exception {
    TestRun.run(
        () -> {
          assertThatIllegalArgumentException().isThrownBy(() -> Async.wait(List.of()));
          assertThatExceptionOfType(NullPointerException.class)
              .isThrownBy(() -> Async.wait(List.of(after(0, 1)), null));
          assertThatIllegalArgumentException()
              .isThrownBy(
                  () ->
                      Async.wait(
                          List.of(after(0, 1)), ReturnWhen.ALL_COMPLETED, Duration.ofNanos(-1)));
        });
  }

  @Test
  @CoversScenario({
    TASKS + "BaseTaskTests.test_wait_first_completed",
    TASKS + "BaseTaskTests.test_wait_really_done"
  })
  void wait_firstCompleted_leavesTheOthers_andTellsAllThatHaveEndedByThen() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> slow = after(9, 1);
          Task<Integer> fast = after(1, 2);
          WaitResult<Task<Integer>> result =
              Async.wait(List.of(slow, fast), ReturnWhen.FIRST_COMPLETED);
          assertThat(result.done()).containsExactly(fast);
          assertThat(result.pending()).containsExactly(slow);
          Task<Integer> together = after(0, 3);
          Task<Integer> too = after(0, 4);
          assertThat(Async.wait(List.of(together, too), ReturnWhen.FIRST_COMPLETED).done())
              .containsExactly(together, too);
        });
  }

  @Test
  @CoversScenario({
    TASKS + "BaseTaskTests.test_wait_first_exception",
    TASKS + "BaseTaskTests.test_wait_first_exception_in_wait",
    TASKS + "BaseTaskTests.test_wait_with_exception"
  })
  void wait_firstException_returnsWhenOneFails_andThrowsNothing() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> atOnce = failingAfter(0, "at once");
          Task<Integer> slow = after(9, 1);
          assertThat(Async.wait(List.of(slow, atOnce), ReturnWhen.FIRST_EXCEPTION).done())
              .containsExactly(atOnce);
          Task<Integer> returning = after(1, 2);
          Task<Integer> cancelled = after(9, 3);
          EventLoop.running().callLater(Duration.ofSeconds(1), cancelled::cancel);
          Task<Integer> later = failingAfter(2, "later");
          WaitResult<Task<Integer>> result =
              Async.wait(List.of(slow, returning, cancelled, later), ReturnWhen.FIRST_EXCEPTION);
          assertThat(result.done()).containsExactly(returning, cancelled, later);
          assertThat(result.pending()).containsExactly(slow);
          assertThat(atOnce.exception())
              .get()
              .extracting(Throwable::getMessage)
              .isEqualTo("at once");
          assertThat(later.exception()).isPresent();
        });
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_wait_concurrent_complete")
  void wait_timeIsOver_isNoError_andOneThatEndsJustThenIsDone() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> slow = after(9, 1);
          Task<Integer> just = after(2, 2);
          Async.sleep(Duration.ZERO); // its timer is the first
          WaitResult<Task<Integer>> result =
              Async.wait(List.of(slow, just), ReturnWhen.ALL_COMPLETED, Duration.ofSeconds(2));
          assertThat(result.done()).containsExactly(just);
          assertThat(result.pending()).containsExactly(slow);
          assertThat(Async.wait(List.of(slow), ReturnWhen.ALL_COMPLETED, Duration.ZERO).pending())
              .containsExactly(slow);
        });
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_yield_wait_does_not_shield_cancel")
  void cancel_aTaskInWait_cancelsNoneOfThose_andLeavesNothingBehind() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> inner = after(5, 5);
          Task<?> waiting =
              Async.createTask(
                  () ->
                      log.add(
                          Async.wait(List.of(inner), ReturnWhen.ALL_COMPLETED, HOUR).toString()));
          Async.sleep(Duration.ofSeconds(1));
          waiting.cancel();
          assertCancelled(waiting);
          assertThat(inner.await()).isEqualTo(5);
          Async.sleep(Duration.ZERO);
          assertThat(EventLoop.running().schedule().timers()).isZero();
        });
    assertThat(log).isEmpty();
  }

  // asCompleted

  @Test
  @CoversScenario({
    TASKS + "BaseTaskTests.test_as_completed",
    TASKS + "BaseTaskTests.test_as_completed_coroutine_use_running_loop"
  })
  void asCompleted_givesThemInTheOrderOfTheirEnds_eachOnce() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> ended = after(0, 0);
          ended.await();
          Task<Integer> failing = failingAfter(2, "told");
          Task<Integer> first = after(1, 1);
          for (Awaitable<Integer> next :
              Async.asCompleted(List.of(after(3, 3), failing, first, ended, first))) {
            assertThat(next.isDone()).isTrue();
            log.add(next == failing ? "failed" : next.await().toString());
          }
        });
    assertThat(log).containsExactly("0", "1", "failed", "3");
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_as_completed_with_unused_timeout")
  void asCompleted_inATimeout_thatIsNotNeededOrIs() throws Exception {
    TestRun.run(
        () -> {
          Async.timeout(
              HOUR,
              () -> {
                for (Awaitable<Integer> next : Async.asCompleted(List.of(after(1, 1)))) {
                  log.add("got " + next.result());
                }
              });
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(1));
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(
                  () ->
                      Async.timeout(
                          Duration.ofSeconds(1),
                          () -> Async.asCompleted(List.of(after(9, 1))).iterator().next()));
        });
    assertThat(log).containsExactly("got 1");
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_as_completed_coroutine_without_loop")
  void asCompleted_withoutALoop_isRefused() {
    assertThatExceptionOfType(WrongThreadException.class)
        .isThrownBy(() -> Async.asCompleted(List.of()));
  }

  @Test
  @CoversScenario(TASKS + "BaseTaskTests.test_as_completed_concurrent")
  void asCompleted_askedBySeveralCoroutines_givesEachAnother_andACancelledOneLosesNone()
      throws Exception {
    TestRun.run(
        () -> {
          var iterator = Async.asCompleted(List.of(after(3, 3), after(2, 2))).iterator();
          List<Task<Integer>> askers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            askers.add(Async.createTask(() -> iterator.hasNext() ? iterator.next().await() : -1));
          }
          Task<Integer> impatient = askers.removeFirst();
          Async.sleep(Duration.ofSeconds(1));
          impatient.cancel();
          assertCancelled(impatient);
          assertThat(askers.getFirst().await()).isEqualTo(2);
          assertThat(askers.getLast().await()).isEqualTo(-1);
          assertThat(iterator.next().await()).isEqualTo(3);
          assertThat(iterator.hasNext()).isFalse();
        });
  }

  @Test
  void asCompleted_whoWasWokenIsCancelled_theNextGetsIt() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> one = new AsyncFuture<>();
          var iterator = Async.asCompleted(List.of(one, after(9, 2))).iterator();
          Task<Integer> woken = Async.createTask(() -> iterator.next().result());
          Task<Integer> next = Async.createTask(() -> iterator.next().result());
          Async.sleep(Duration.ZERO);
          one.setResult(1);
          Async.sleep(Duration.ZERO); // it is ready, and has not gone on
          woken.cancel();
          assertCancelled(woken);
          assertThat(next.await()).isEqualTo(1);
          assertThat(EventLoop.running().time()).isZero();
        });
  }
}
