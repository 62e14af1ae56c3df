package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.assertCancelled;
import static dev.ropewalk.async.Bodies.fail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.Context;
import dev.ropewalk.threads.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Eager start, contexts, counts of cancellations, and futures ended by hand. */
class TaskOptionsTest {

  private static final String TASKS = "test_asyncio.test_tasks.BaseTaskTests.";
  private static final String EAGER =
      "test_asyncio.test_eager_task_factory.EagerTaskFactoryLoopTests.";
  private static final String FUTURES = "test_asyncio.test_futures.BaseFutureTests.";
  private static final TaskOptions NOW = TaskOptions.DEFAULT.eager();
  private static final ContextVar<String> VAR = ContextVar.withDefault("var", "unset");

  private final List<String> log = new ArrayList<>();

  @Test
  @CoversScenario({
    TASKS + "test_eager_start_true",
    EAGER + "test_eager_completion",
    EAGER + "test_current_task",
    EAGER + "test_cancellation_after_eager_completion",
    EAGER + "test_all_tasks_with_eager_completion",
    "test_asyncio.test_eager_task_factory.DefaultTaskFactoryEagerStart.test_eager_start_true_with_default_factory"
  })
  void eager_bodyThatDoesNotSuspend_hasEndedWhenTheTaskIsThere() throws Exception {
    TestRun.run(
        () -> {
          Task<?> creator = Async.currentTask().orElseThrow();
          Task<Integer> task =
              Async.createTask(
                  NOW.name("eager"),
                  () -> {
                    log.add(Async.currentTask().orElseThrow().name());
                    assertThat(Async.allTasks()).hasSize(2);
                    return 5;
                  });
          assertThat(Async.currentTask()).contains(creator);
          assertThat(log).containsExactly("eager");
          assertThat(task.isDone()).isTrue();
          assertThat(task.cancel()).isFalse();
          assertThat(task.result()).isEqualTo(5);
          assertThat(Async.allTasks()).containsExactly(creator);
        });
  }

  @Test
  @CoversScenario({
    EAGER + "test_block_after_eager_step",
    EAGER + "test_all_tasks_with_blocking",
    EAGER + "test_await_future_during_eager_step",
    EAGER + "test_cancellation_after_eager_step_blocks",
    TASKS + "test_eager_start_false"
  })
  void eager_bodyThatSuspends_letsItsCreatorGoOnAtOnce_andGoesOnLater() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> set = new AsyncFuture<>();
          EventLoop.running().callSoon(() -> log.add("callback"));
          Task<Integer> task =
              Async.createTask(
                  NOW,
                  () -> {
                    log.add("first step");
                    set.setResult(1);
                    Async.sleep(Duration.ofSeconds(1));
                    log.add("second step");
                    return 2;
                  });
          Task<?> late = Async.createTask(() -> log.add("not eager"));
          log.add("creator");
          assertThat(set.isDone()).isTrue();
          assertThat(Async.allTasks()).contains(task);
          assertThat(task.await()).isEqualTo(2);
          assertThat(log)
              .containsExactly("first step", "creator", "callback", "not eager", "second step");
          Task<Void> blocked = Async.createTask(NOW, () -> Async.sleep(HOUR));
          blocked.cancel("reason");
          assertCancelled(blocked).satisfies(e -> assertThat(e.reason()).contains("reason"));
          assertThat(late.isDone()).isTrue();
        });
  }

  @Test
  void eager_inEager_andFromACallback_eachReturnsToItsCreator() throws Exception {
    TestRun.run(
        () -> {
          Async.createTask(
              NOW,
              () -> {
                log.add("outer");
                Async.createTask(
                    NOW,
                    () -> {
                      log.add("inner");
                      Async.sleep(Duration.ZERO);
                      log.add("inner later");
                    });
                log.add("outer goes on");
                Async.sleep(Duration.ZERO);
                log.add("outer later");
              });
          log.add("main");
          EventLoop.running()
              .callSoon(
                  () -> {
                    Async.createTask(NOW, () -> log.add("from a callback"));
                    log.add("callback goes on, task: " + Async.currentTask().isPresent());
                  });
          Async.sleep(Duration.ofSeconds(1));
        });
    assertThat(log)
        .containsExactly(
            "outer",
            "inner",
            "outer goes on",
            "main",
            "inner later",
            "outer later",
            "from a callback",
            "callback goes on, task: false");
  }

  @Test
  void eager_threadThatCanNotBeStarted_failsTheTaskOnly() throws Exception {
    TestRun run = new TestRun();
    run.runMain(
        () -> {
          run.failNextStart();
          Task<?> task = Async.createTask(NOW, () -> log.add("ran"));
          assertThat(task.exception()).get().isInstanceOf(IllegalThreadStateException.class);
          Async.sleep(Duration.ZERO);
        });
    assertThat(log).isEmpty();
  }

  // contexts

  @Test
  @CoversScenario({
    TASKS + "test_context_4",
    TASKS + "test_get_context",
    "test_asyncio.test_context.DecimalContextTest.test_asyncio_task_decimal_context"
  })
  void tasks_runInACopyOfTheirCreatorsContext_orInTheOneGiven() throws Exception {
    TestRun.run(
        () -> {
          VAR.set("creator");
          Task<String> copy =
              Async.createTask(
                  () -> {
                    String before = VAR.get();
                    VAR.set("copy");
                    Async.sleep(Duration.ZERO);
                    return before + ", " + VAR.get();
                  });
          Context given = new Context();
          Task<String> inGiven =
              Async.createTask(
                  TaskOptions.DEFAULT.in(given),
                  () -> {
                    String before = VAR.get();
                    VAR.set("given");
                    Async.sleep(Duration.ZERO);
                    return before + ", " + VAR.get();
                  });
          VAR.set("creator, later");
          assertThat(copy.await()).isEqualTo("creator, copy");
          assertThat(inGiven.await()).isEqualTo("unset, given");
          assertThat(given.get(VAR)).isEqualTo("given");
          assertThat(inGiven.context()).isSameAs(given);
          assertThat(VAR.get()).isEqualTo("creator, later");
        });
  }

  @Test
  void tasks_thatShareAContext_takeTurnsInIt_andSeeWhatTheOthersSet() throws Exception {
    TestRun.run(
        () -> {
          Context shared = new Context();
          TaskOptions in = TaskOptions.DEFAULT.in(shared);
          Task<Void> first =
              Async.createTask(
                  in,
                  () -> {
                    log.add(VAR.get());
                    VAR.set("first");
                    Async.sleep(Duration.ZERO);
                    log.add(VAR.get());
                    VAR.set("first again");
                    Async.sleep(Duration.ZERO);
                  });
          Task<Void> second =
              Async.createTask(
                  in,
                  () -> {
                    log.add(VAR.get());
                    VAR.set("second");
                    Async.sleep(Duration.ZERO);
                    log.add(VAR.get());
                  });
          first.await();
          second.await();
          assertThat(shared.get(VAR)).isEqualTo("first again");
          shared.run(() -> log.add("free"));
        });
    assertThat(log).containsExactly("unset", "first", "second", "first again", "free");
  }

  @Test
  @CoversScenario(TASKS + "test_context_2")
  void callbacks_runInACopyOfTheContext_orInTheOneGiven() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          VAR.set("task");
          Task<Void> done = Async.createTask(() -> {});
          done.addDoneCallback(task -> log.add("done " + VAR.get()));
          loop.callSoon(() -> log.add("soon " + VAR.get()));
          loop.callLater(Duration.ofSeconds(1), () -> log.add("later " + VAR.get()));
          loop.callAt(Duration.ofSeconds(2), () -> log.add("at " + VAR.get()));
          loop.callSoonThreadsafe(() -> log.add("safe " + VAR.get()));
          Context given = new Context();
          given.run(() -> VAR.set("given"));
          Handle handle = loop.callSoon(given, () -> log.add("soon " + VAR.get()));
          assertThat(handle.context()).isSameAs(given);
          done.addDoneCallback(given, task -> log.add("done " + VAR.get()));
          VAR.set("changed");
          Async.sleep(Duration.ofSeconds(3));
          assertThat(VAR.get()).isEqualTo("changed");
        });
    assertThat(log)
        .containsExactlyInAnyOrder(
            "done task",
            "soon task",
            "safe task",
            "soon given",
            "done given",
            "later task",
            "at task");
  }

  // counts of cancellations

  @Test
  @CoversScenario(TASKS + "test_cancelling")
  void cancelling_countsTheRequests() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> task = Async.createTask(() -> Async.sleep(HOUR));
          assertThat(task.cancelling()).isZero();
          assertThat(task.cancel()).isTrue();
          assertThat(task.cancelling()).isEqualTo(1);
          assertThat(task.cancel()).isTrue();
          assertThat(task.cancelling()).isEqualTo(2);
          assertCancelled(task);
        });
  }

  @Test
  @CoversScenario(TASKS + "test_uncancel_basic")
  void uncancel_letsTheTaskGoOn_andLaterRequestsCountAgain() throws Exception {
    TestRun.run(
        () -> {
          Task<String> task =
              Async.createTask(
                  () -> {
                    Task<?> me = Async.currentTask().orElseThrow();
                    try {
                      Async.sleep(HOUR);
                    } catch (CancelledError e) {
                      log.add("uncancel " + me.uncancel());
                    }
                    Async.sleep(Duration.ofSeconds(1));
                    return "went on";
                  });
          Async.sleep(Duration.ZERO);
          task.cancel();
          Async.sleep(Duration.ZERO);
          assertThat(task.cancelling()).isZero();
          assertThat(task.await()).isEqualTo("went on");
          assertThat(task.uncancel()).isZero();
        });
    assertThat(log).containsExactly("uncancel 0");
  }

  @Test
  @CoversScenario(TASKS + "test_uncancel_resets_must_cancel")
  void uncancel_beforeTheDelivery_takesTheCancellationBack() throws Exception {
    TestRun.run(
        () -> {
          Task<String> task = Async.createTask(() -> "ran");
          task.cancel();
          task.cancel();
          assertThat(task.uncancel()).isEqualTo(1);
          assertThat(task.uncancel()).isZero();
          assertThat(task.await()).isEqualTo("ran");
        });
  }

  @Test
  @CoversScenario(TASKS + "test_uncancel_structured_blocks")
  void uncancel_tellsATimeoutOfOnesOwnFromOtherCancellations() throws Exception {
    TestRun.run(
        () -> {
          Task<?> me = Async.currentTask().orElseThrow();
          TimerHandle own = EventLoop.running().callLater(Duration.ofSeconds(1), me::cancel);
          try {
            Async.sleep(HOUR);
          } catch (CancelledError e) {
            own.cancel();
            log.add("own: " + (me.uncancel() == 0));
          }
          Async.sleep(Duration.ZERO);
        });
    assertThat(log).containsExactly("own: true");
  }

  @Test
  @CoversScenario({
    TASKS + "test_task_cancel_message_getter",
    TASKS + "test_task_cancel_message_setter",
    TASKS + "test_cancel_with_message_before_starting_task",
    FUTURES + "test_future_cancel_message_getter"
  })
  void cancel_withAReason_isToldToWhoeverAwaits_theLastOneCounts() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> unborn = Async.createTask(() -> {});
          unborn.cancel("first");
          unborn.cancel("last");
          AsyncFuture<Void> future = new AsyncFuture<>();
          future.cancel("future's");
          for (Awaitable<Void> awaitable : List.of(unborn, future)) {
            assertCancelled(awaitable)
                .satisfies(e -> log.add(e.reason().orElseThrow()))
                .withMessageMatching(".* was cancelled( before it began)?: .*");
          }
        });
    assertThat(log).containsExactly("last", "future's");
  }

  // futures ended by hand

  @Test
  @CoversScenario({
    FUTURES + "test_constructor_use_running_loop",
    FUTURES + "test_constructor_without_loop"
  })
  void future_isOfTheRunningLoop_andEndsOnce() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<String> future = EventLoop.running().createFuture();
          assertThat(future.loop()).isSameAs(EventLoop.running());
          assertThatIllegalStateException().isThrownBy(future::result);
          assertThatIllegalStateException().isThrownBy(future::exception);
          EventLoop.running().callSoon(() -> future.setResult("value"));
          assertThat(future.await()).isEqualTo("value");
          assertThat(future.exception()).isEmpty();
          assertThat(future.cancel()).isFalse();
          assertThatIllegalStateException()
              .isThrownBy(() -> future.setResult("again"))
              .withMessageContaining("which has ended");
          AsyncFuture<String> failing = new AsyncFuture<>();
          failing.setException(new IllegalArgumentException("told"));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(failing::await)
              .withCauseInstanceOf(IllegalArgumentException.class);
        });
    assertThatExceptionOfType(WrongThreadException.class).isThrownBy(AsyncFuture::new);
  }

  @Test
  @CoversScenario({
    "test_asyncio.test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_first_callback",
    "test_asyncio.test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_first_and_second_callback",
    "test_asyncio.test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_third_callback"
  })
  void doneCallbacks_canBeCalledOff_theOthersRunInOrder() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<String> future = new AsyncFuture<>();
          List<Handle> handles = new ArrayList<>();
          for (int i = 1; i <= 4; i++) {
            int number = i;
            handles.add(future.addDoneCallback(ended -> log.add("callback " + number)));
          }
          handles.get(0).cancel();
          handles.get(0).cancel();
          handles.get(2).cancel();
          future.setResult("value");
          Async.sleep(Duration.ZERO);
        });
    assertThat(log).containsExactly("callback 2", "callback 4");
  }

  @Test
  @CoversScenario({
    "test_asyncio.test_futures.BaseFutureDoneCallbackTests.test_schedule_callbacks_list_mutation_1",
    "test_asyncio.test_futures.BaseFutureDoneCallbackTests.test_schedule_callbacks_list_mutation_2"
  })
  void doneCallbacks_thatCallOffOrAddOthers_doNoHarm() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<String> future = new AsyncFuture<>();
          List<Handle> handles = new ArrayList<>();
          future.addDoneCallback(
              ended -> {
                log.add("first");
                handles.getFirst().cancel();
                ended.addDoneCallback(again -> log.add("added"));
              });
          handles.add(future.addDoneCallback(ended -> log.add("called off")));
          future.addDoneCallback(ended -> log.add("last"));
          future.setResult("value");
          Async.sleep(Duration.ofSeconds(1));
        });
    assertThat(log).containsExactly("first", "last", "added");
  }

  @Test
  @CoversScenario("test_asyncio.test_base_events.BaseEventLoopTests.test_time_and_call_at")
  void callAt_firesAtThatTime_orSoonIfThatIsOver() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          TimerHandle handle =
              loop.callAt(Duration.ofSeconds(2), () -> log.add("at " + loop.time()));
          assertThat(handle.when()).isEqualTo(Duration.ofSeconds(2));
          loop.callAt(Duration.ofSeconds(-1), () -> log.add("past"));
          loop.callAt(Duration.ofSeconds(Long.MAX_VALUE), () -> log.add("never"));
          assertThatExceptionOfType(NullPointerException.class)
              .isThrownBy(() -> loop.callAt(null, () -> {}));
          Async.sleep(Duration.ofSeconds(3));
        });
    assertThat(log).containsExactly("past", "at PT2S");
  }

  @Test
  void exceptionHandler_canBeAskedForAndCalled() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          assertThat(loop.exceptionHandler()).isEmpty();
          LoopExceptionHandler handler = (where, report) -> log.add(report.message());
          loop.setExceptionHandler(handler);
          assertThat(loop.exceptionHandler()).contains(handler);
          loop.callExceptionHandler(ErrorReport.of("told", new IllegalStateException()));
        });
    assertThat(log).containsExactly("told");
  }

  // failures that nobody sees

  @Test
  @CoversScenario({
    FUTURES + "test_tb_logger_exception_unretrieved",
    "test_asyncio.test_base_events.BaseEventLoopTests.test_default_exc_handler_coro",
    TASKS + "test_task_source_traceback"
  })
  void failureThatNobodySees_isReportedWhenCollected_inDebugModeWithWhereItWasMade()
      throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              EventLoop.running().setDebug(true);
              makeAndForget();
              Async.sleep(Duration.ofMillis(1));
            });
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().message()).startsWith("forgotten of EventLoop[");
    assertThat(reports.getFirst().exception()).hasMessage("unseen");
    assertThat(reports.getFirst().createdAt().orElseThrow().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("makeAndForget"));
  }

  private static void makeAndForget() {
    Async.createTask("forgotten", () -> fail("unseen"));
  }

  @Test
  @CoversScenario({
    FUTURES + "test_tb_logger_result_unretrieved",
    FUTURES + "test_tb_logger_result_retrieved",
    FUTURES + "test_tb_logger_exception_result_retrieved",
    FUTURES + "test_tb_logger_not_called_after_cancel",
    TASKS + "test_tb_logger_not_called_after_cancel"
  })
  void whatWasSeenOrIsNoFailure_isNotReported() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              new AsyncFuture<Integer>().setResult(1);
              AsyncFuture<Integer> seen = new AsyncFuture<>();
              seen.setResult(1);
              seen.result();
              AsyncFuture<Integer> failed = new AsyncFuture<>();
              failed.setException(new IllegalStateException("seen"));
              assertThat(failed.exception()).isPresent();
              AsyncFuture<Integer> dropped = new AsyncFuture<>();
              dropped.setException(new IllegalStateException("dropped"));
              assertThat(dropped.cancel()).isFalse();
              Task<Void> failing = Async.createTask(NOW, () -> fail("dropped"));
              assertThat(failing.cancel()).isFalse();
            });
    assertThat(reports).isEmpty();
  }

  @Test
  void failure_awaitedByOneWhoIsCancelledInTheSameStep_isNotReported() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              AsyncFuture<Integer> future = new AsyncFuture<>();
              Task<Integer> waiting = Async.createTask(future::await);
              Async.sleep(Duration.ZERO);
              future.setException(new IllegalStateException("seen"));
              waiting.cancel();
              assertThatExceptionOfType(CancelledError.class).isThrownBy(waiting::await);
            });
    assertThat(reports).isEmpty();
  }

  @Test
  void threadsOfEagerTasks_end() throws Exception {
    TestRun run = new TestRun();
    run.runMain(
        () -> {
          for (int i = 0; i < 100; i++) {
            Async.createTask(NOW, () -> Async.sleep(Duration.ZERO));
          }
        });
    for (Thread thread : run.threads()) {
      ThreadStates.awaitEnded(thread);
    }
    assertThat(run.threads()).hasSize(101);
  }
}
