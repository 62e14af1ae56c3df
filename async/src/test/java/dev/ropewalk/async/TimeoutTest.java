package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.SECOND;
import static dev.ropewalk.async.Bodies.assertCancelled;
import static dev.ropewalk.async.Bodies.assertNoTraces;
import static dev.ropewalk.async.Bodies.fail;
import static dev.ropewalk.async.Bodies.refuse;
import static dev.ropewalk.async.Bodies.sleepUntilCancelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimeoutTest {

  private static final String PYTHON = "test_asyncio.test_timeouts.TimeoutTests.";
  private static final String WAIT_FOR = "test_asyncio.test_waitfor.AsyncioWaitForTest.";

  private final List<String> log = new ArrayList<>();

  private static void assertTimesOut(Timeout timeout, Duration sleep) {
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> timeout.within(() -> Async.sleep(sleep)))
        .withCauseInstanceOf(CancelledError.class);
    assertThat(timeout.isExpired()).isTrue();
  }

  @Test
  @CoversScenario({PYTHON + "test_timeout_basic", PYTHON + "test_timeout_exception_context"})
  void within_takesTooLong_throws() throws Exception {
    TestRun.run(
        () -> {
          assertTimesOut(Timeout.after(SECOND), HOUR);
          assertThat(EventLoop.running().time()).isEqualTo(SECOND);
          assertNoTraces();
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_timeout_at_basic")
  void at_aTimeOfTheClock_throwsThen() throws Exception {
    TestRun.run(
        () -> {
          Async.sleep(SECOND);
          Timeout timeout = Timeout.at(Duration.ofSeconds(3));
          assertTimesOut(timeout, HOUR);
          assertThat(timeout.when()).contains(Duration.ofSeconds(3));
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(3));
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_timeout_not_called")
  void within_endsInTime_returnsTheValue() throws Exception {
    TestRun.run(
        () -> {
          Timeout timeout = Timeout.after(HOUR);
          assertThat(timeout.when()).isEmpty();
          assertThat(timeout.<String, RuntimeException>within(() -> "value")).isEqualTo("value");
          assertThat(timeout.isExpired()).isFalse();
          assertThat(timeout.when()).contains(HOUR);
          assertNoTraces();
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_timeout_zero_sleep_zero")
  void after_zero_isOverAtTheFirstSuspension_andNotWithoutOne() throws Exception {
    TestRun.run(
        () -> {
          assertTimesOut(Timeout.after(Duration.ZERO), Duration.ZERO);
          assertTimesOut(Timeout.after(Duration.ZERO), HOUR);
          Timeout.after(Duration.ZERO).within(() -> log.add("did not suspend"));
          assertNoTraces();
        });
    assertThat(log).containsExactly("did not suspend");
  }

  @Test
  @CoversScenario(PYTHON + "test_timeout_in_the_past_sleep_zero")
  void at_aTimeInThePast_isOverAtTheFirstSuspension() throws Exception {
    TestRun.run(
        () -> {
          assertTimesOut(Timeout.at(Duration.ofSeconds(-1)), Duration.ZERO);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> Timeout.after(Duration.ofNanos(-1)));
        });
  }

  @Test
  @CoversScenario({PYTHON + "test_nested_timeouts", PYTHON + "test_nested_timeouts_concurrent"})
  void nested_withOneDeadline_theOuterOneThrows_andBothHaveExpired() throws Exception {
    TestRun.run(
        () -> {
          Timeout outer = Timeout.at(SECOND);
          Timeout inner = Timeout.at(SECOND);
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(
                  () ->
                      outer.<Void, TimeoutException>within(
                          () -> {
                            inner.within(() -> Async.sleep(HOUR));
                            return null;
                          }));
          assertThat(outer.isExpired()).isTrue();
          assertThat(inner.isExpired()).isTrue();
          assertNoTraces();
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_nested_timeouts_loop_busy")
  void nested_innerExpires_theOuterStillCounts() throws Exception {
    TestRun.run(
        () -> {
          Timeout outer = Timeout.after(Duration.ofSeconds(3));
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(
                  () ->
                      outer.within(
                          () -> {
                            assertTimesOut(Timeout.after(SECOND), HOUR);
                            log.add("inner at " + EventLoop.running().time());
                            Async.sleep(HOUR);
                          }));
          log.add("outer at " + EventLoop.running().time());
          assertNoTraces();
        });
    assertThat(log).containsExactly("inner at PT1S", "outer at PT3S");
  }

  @Test
  @CoversScenario({
    PYTHON + "test_foreign_exception_on_timeout",
    PYTHON + "test_foreign_exception_on_timeout_2"
  })
  void bodyThatThrowsSomethingElseWhenItIsStopped_throwsThat_withTheTimeoutAttached()
      throws Exception {
    TestRun.run(
        () -> {
          Timeout timeout = Timeout.after(SECOND);
          assertThatIllegalStateException()
              .isThrownBy(
                  () -> timeout.within(() -> sleepUntilCancelled(() -> fail("cleaning up failed"))))
              .withMessage("cleaning up failed")
              .satisfies(
                  e ->
                      assertThat(e.getSuppressed())
                          .hasSize(1)
                          .allMatch(TimeoutException.class::isInstance));
          assertThat(timeout.isExpired()).isTrue();
          assertNoTraces();
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_outer_task_is_not_cancelled")
  void taskThatHandlesItsTimeout_isNotCancelled() throws Exception {
    TestRun.run(
        () -> {
          Task<String> task =
              Async.createTask(
                  () -> {
                    assertTimesOut(Timeout.after(SECOND), HOUR);
                    return "went on";
                  });
          assertThat(task.await()).isEqualTo("went on");
          assertThat(task.isCancelled()).isFalse();
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_reschedule")
  void reschedule_movesOrRemovesTheLimit_andALaterCancellationIsNoTimeout() throws Exception {
    TestRun.run(
        () -> {
          Timeout moved = Timeout.after(SECOND);
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(
                  () ->
                      moved.within(
                          () -> {
                            moved.reschedule(Duration.ofSeconds(5));
                            Async.sleep(HOUR);
                          }));
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(5));

          Timeout removed = Timeout.after(SECOND);
          Task<Void> task =
              Async.createTask(
                  () ->
                      removed.within(
                          () -> {
                            removed.remove();
                            Async.sleep(HOUR);
                          }));
          Async.sleep(Duration.ofMinutes(1));
          assertThat(removed.when()).isEmpty();
          task.cancel();
          assertCancelled(task);
          assertThat(removed.isExpired()).isFalse();
          Timeout none = Timeout.never();
          none.within(() -> Async.sleep(HOUR));
        });
  }

  @Test
  @CoversScenario(PYTHON + "test_nested_timeout_in_finally")
  void timeoutInTheCleanUpOfAnother_works() throws Exception {
    TestRun.run(
        () -> {
          Timeout outer = Timeout.after(SECOND);
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(
                  () ->
                      outer.within(
                          () ->
                              sleepUntilCancelled(
                                  () -> assertTimesOut(Timeout.after(SECOND), HOUR))));
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(2));
          assertNoTraces();
        });
  }

  @Test
  @CoversScenario({
    PYTHON + "test_timeout_after_cancellation",
    PYTHON + "test_cancel_in_timeout_after_cancellation"
  })
  void afterACancellationThatWasRefused_timeoutsWork_andOtherCancellationsStayCancellations()
      throws Exception {
    TestRun.run(
        () -> {
          Task<Void> task =
              Async.createTask(
                  () -> {
                    try {
                      Async.sleep(HOUR);
                    } catch (CancelledError e) {
                      log.add("refused");
                    }
                    assertTimesOut(Timeout.after(SECOND), HOUR);
                    log.add("timed out");
                    Timeout.after(SECOND)
                        .within(
                            () -> {
                              Async.currentTask().orElseThrow().cancel();
                              Async.sleep(HOUR);
                            });
                  });
          Async.sleep(Duration.ZERO);
          task.cancel();
          assertCancelled(task);
        });
    assertThat(log).containsExactly("refused", "timed out");
  }

  @Test
  void cancelledByOthersInTheSameMoment_staysACancellation() throws Exception {
    TestRun.run(
        () -> {
          Timeout timeout = Timeout.after(SECOND);
          Task<Void> task = Async.createTask(() -> timeout.within(() -> Async.sleep(HOUR)));
          Async.sleep(Duration.ZERO);
          EventLoop.running().callAt(SECOND, () -> task.cancel("from outside"));
          assertCancelled(task);
          assertThat(timeout.isExpired()).isTrue();
        });
  }

  @Test
  @CoversScenario({
    PYTHON + "test_timeout_already_entered",
    PYTHON + "test_timeout_double_enter",
    PYTHON + "test_timeout_finished",
    PYTHON + "test_timeout_expiring",
    PYTHON + "test_timeout_not_entered"
  })
  void usedOutOfTurn_isRefused() throws Exception {
    TestRun.run(
        () -> {
          Timeout timeout = Timeout.after(SECOND);
          assertThatIllegalStateException()
              .isThrownBy(() -> timeout.reschedule(HOUR))
              .withMessageContaining("has not begun");
          timeout.within(
              () ->
                  assertThatIllegalStateException()
                      .isThrownBy(() -> timeout.within(() -> {}))
                      .withMessageContaining("is active"));
          assertThatIllegalStateException()
              .isThrownBy(() -> timeout.within(() -> {}))
              .withMessageContaining("is finished");
          assertThatIllegalStateException()
              .isThrownBy(timeout::remove)
              .withMessageContaining("is finished");
          Timeout expiring = Timeout.after(SECOND);
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(
                  () ->
                      expiring.within(
                          () ->
                              sleepUntilCancelled(
                                  () ->
                                      assertThatIllegalStateException()
                                          .isThrownBy(() -> expiring.reschedule(HOUR))
                                          .withMessageContaining("is expiring"))));
        });
    assertThatExceptionOfType(WrongThreadException.class)
        .isThrownBy(() -> Timeout.after(SECOND).within(() -> {}));
  }

  // waitFor

  @Test
  @CoversScenario({
    WAIT_FOR + "test_wait_for_blocking",
    WAIT_FOR + "test_wait_for_race_condition",
    "test_asyncio.test_waitfor.WaitForShieldTests.test_none_timeout"
  })
  void waitFor_endsInTime_isTheValue() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<String> future = new AsyncFuture<>();
          EventLoop.running().callSoon(() -> future.setResult("value"));
          assertThat(Async.waitFor(future, SECOND)).isEqualTo("value");
          assertThat(Async.waitFor(future, Duration.ZERO)).isEqualTo("value");
          assertThat(Async.<String>waitFor(() -> "from a coroutine", SECOND))
              .isEqualTo("from a coroutine");
          Task<Integer> task = Async.createTask(() -> 3);
          assertThat(Async.waitFor(Async.shield(task), HOUR)).isEqualTo(3);
          assertNoTraces();
        });
  }

  @Test
  @CoversScenario({
    WAIT_FOR + "test_asyncio_wait_for_timeout",
    WAIT_FOR + "test_wait_for_waits_for_task_cancellation"
  })
  void waitFor_timeIsOver_waitsUntilTheTaskHasReallyEnded() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> task =
              Async.createTask(
                  () ->
                      sleepUntilCancelled(
                          () -> {
                            Async.sleep(Duration.ofSeconds(5));
                            log.add("cleaned up");
                          }));
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(() -> Async.waitFor(task, SECOND))
              .withCauseInstanceOf(CancelledError.class);
          assertThat(task.isCancelled()).isTrue();
          assertThat(EventLoop.running().time()).isEqualTo(Duration.ofSeconds(6));
        });
    assertThat(log).containsExactly("cleaned up");
  }

  @Test
  @CoversScenario(WAIT_FOR + "test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started")
  void waitFor_zero_doesNotBeginACoroutine_andCancelsATask() throws Exception {
    TestRun.run(
        () -> {
          Coroutine<Integer> body =
              () -> {
                log.add("began");
                return 1;
              };
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(() -> Async.waitFor(body, Duration.ZERO));
          Task<Integer> task = Async.createTask(body);
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(() -> Async.waitFor(task, Duration.ZERO));
          assertThat(task.isCancelled()).isTrue();
          assertThatIllegalArgumentException()
              .isThrownBy(() -> Async.waitFor(task, Duration.ofNanos(-1)));
        });
    assertThat(log).isEmpty();
  }

  @Test
  @CoversScenario({
    WAIT_FOR + "test_wait_for_reraises_exception_during_cancellation",
    WAIT_FOR + "test_wait_for_cancel_suppressed"
  })
  void waitFor_theTaskEndsOtherwiseAfterAll_thatIsTheResult() throws Exception {
    TestRun.run(
        () -> {
          assertThat(Async.<Integer>waitFor(() -> refuse(7), SECOND)).isEqualTo(7);
          Task<Integer> refusing = Async.createTask(() -> refuse(8));
          assertThat(Async.waitFor(refusing, SECOND)).isEqualTo(8);
          Task<Void> failing = Async.createTask(() -> sleepUntilCancelled(() -> fail("instead")));
          assertThatExceptionOfType(Exception.class)
              .isThrownBy(() -> Async.waitFor(failing, SECOND))
              .withStackTraceContaining("instead");
          assertNoTraces();
        });
  }

  @Test
  @CoversScenario({WAIT_FOR + "test_cancel_wait_for", WAIT_FOR + "test_asyncio_wait_for_cancelled"})
  void cancel_aTaskInWaitFor_cancelsTheInnerOneAndWaitsForIt() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> inner =
              Async.createTask(
                  () ->
                      sleepUntilCancelled(
                          () -> {
                            Async.sleep(SECOND);
                            log.add("inner ended");
                          }));
          Task<Void> outer = Async.createTask(() -> Async.waitFor(inner, HOUR));
          Async.sleep(SECOND);
          outer.cancel();
          assertCancelled(outer);
          log.add("outer ended");
          assertThat(inner.isCancelled()).isTrue();
        });
    assertThat(log).containsExactly("inner ended", "outer ended");
  }

  @Test
  @CoversScenario(WAIT_FOR + "test_wait_for_issue86296")
  void cancel_aTaskWhoseInnerOneHasJustEnded_isCancelled_andTheInnerKeepsItsResult()
      throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> inner = new AsyncFuture<>();
          Task<Void> outer =
              Async.createTask(
                  () -> {
                    Async.waitFor(inner, HOUR);
                    log.add("not reached");
                  });
          Async.sleep(Duration.ZERO);
          inner.setResult(1);
          outer.cancel();
          assertCancelled(outer);
          assertThat(inner.result()).isEqualTo(1);
        });
    assertThat(log).isEmpty();
  }
}
