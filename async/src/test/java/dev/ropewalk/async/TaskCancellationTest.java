package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.assertCancelled;
import static dev.ropewalk.async.Bodies.letOthersRun;
import static dev.ropewalk.async.Bodies.refuse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.CoversScenario;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class TaskCancellationTest {

  private static final String TASKS = "test_asyncio.test_tasks.BaseTaskTests.";

  @Test
  @CoversScenario(TASKS + "test_cancel")
  void cancel_sleepingTask_isCancelledAndCanNotBeAgain() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Task<Integer> task =
              Async.createTask(
                  "sleeper",
                  () -> {
                    try {
                      Async.sleep(HOUR);
                    } catch (CancelledError e) {
                      log.add(e.getMessage());
                      throw e;
                    }
                    return 12;
                  });
          letOthersRun();
          assertThat(task.cancel()).isTrue();
          assertThat(task.isDone()).isFalse(); // a request: it has to run first
          assertCancelled(task).withMessage("sleeper was cancelled");
          assertThat(task.isDone()).isTrue();
          assertThat(task.isCancelled()).isTrue();
          assertThat(task.cancel()).isFalse();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(task::result);
          assertThatExceptionOfType(CancelledError.class).isThrownBy(task::exception);
          assertThat(task.toString()).isEqualTo("Task[sleeper, cancelled]");
        });
    assertThat(log).containsExactly("sleeper was cancelled");
  }

  @Test
  void cancel_beforeTheFirstStep_theBodyNeverRunsAndHasNoThread() throws Exception {
    TestRun run = new TestRun();
    run.runMain(
        () -> {
          List<String> log = new ArrayList<>();
          Task<Boolean> task = Async.createTask("unborn", () -> log.add("ran"));
          assertThat(task.cancel()).isTrue();
          assertCancelled(task).withMessage("unborn was cancelled before it began");
          assertThat(task.isCancelled()).isTrue();
          assertThat(log).isEmpty();
        });
    assertThat(run.threads()).hasSize(1);
  }

  @Test
  @CoversScenario(TASKS + "test_cancel_yield")
  void cancel_taskInAZeroSleep_isCancelled() throws Exception {
    TestRun.run(
        () -> {
          List<String> log = new ArrayList<>();
          Task<Void> task =
              Async.createTask(
                  () -> {
                    log.add("began");
                    Async.sleep(Duration.ZERO);
                    log.add("went on");
                  });
          letOthersRun();
          task.cancel();
          assertCancelled(task);
          assertThat(task.isCancelled()).isTrue();
          assertThat(log).containsExactly("began");
        });
  }

  @Test
  @CoversScenario(TASKS + "test_cancel_inner_future")
  void cancel_awaitedTask_cancelsTheOneThatAwaitsIt() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> inner = Async.createTask("inner", () -> Async.sleep(HOUR));
          Task<Void> outer = Async.createTask("outer", () -> inner.await());
          letOthersRun();
          inner.cancel();
          assertCancelled(outer);
          assertThat(inner.isCancelled()).isTrue();
          assertThat(outer.isCancelled()).isTrue();
        });
  }

  @Test
  @CoversScenario(TASKS + "test_cancel_both_task_and_inner_future")
  void cancel_awaitedTaskAndTheOneThatAwaitsIt_bothAreCancelled() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> inner = Async.createTask(() -> Async.sleep(HOUR));
          Task<Void> outer = Async.createTask(() -> inner.await());
          letOthersRun();
          inner.cancel();
          outer.cancel();
          assertCancelled(outer);
          assertThat(inner.isCancelled()).isTrue();
          assertThat(outer.isCancelled()).isTrue();
        });
  }

  @Test
  @CoversScenario(TASKS + "test_task_cancel_waiter_future")
  void cancel_taskThatAwaitsAnother_cancelsThatOne() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> inner = Async.createTask(() -> Async.sleep(HOUR));
          Task<Void> outer = Async.createTask(() -> inner.await());
          letOthersRun();
          assertThat(outer.cancel()).isTrue();
          assertCancelled(outer);
          assertThat(inner.isCancelled()).isTrue();
        });
  }

  @Test
  @CoversScenario(TASKS + "test_yield_future_passes_cancel")
  void cancel_chainOfTasksAndMethods_reachesTheInnermost() throws Exception {
    TestRun.run(
        () -> {
          List<String> log = new ArrayList<>();
          Task<Void> innermost = Async.createTask(() -> Async.sleep(HOUR));
          class Nested {
            void inner() {
              try {
                innermost.await();
              } catch (CancelledError e) {
                log.add("inner");
                throw e;
              }
            }

            void outer() {
              try {
                inner();
              } catch (CancelledError e) {
                log.add("outer");
                throw e;
              }
            }
          }
          Task<Void> task = Async.createTask(() -> new Nested().outer());
          letOthersRun();
          task.cancel();
          assertCancelled(task);
          assertThat(log).containsExactly("inner", "outer");
          assertThat(task.isCancelled()).isTrue();
          assertThat(innermost.isCancelled()).isTrue();
        });
  }

  @Test
  @CoversScenario(TASKS + "test_cancel_awaited_task")
  void cancel_taskAboutToAwaitAnother_reachesThatOneAndWhatItAwaits() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> innermost = Async.createTask(() -> Async.sleep(HOUR));
          List<Task<?>> nested = new ArrayList<>();
          Task<Void> task =
              Async.createTask(
                  () -> {
                    nested.add(Async.createTask(() -> innermost.await()));
                    letOthersRun();
                    Async.currentTask().orElseThrow().cancel();
                    nested.getFirst().await(); // ends cancelled at once, instead of in an hour
                  });
          assertCancelled(task);
          assertThat(EventLoop.running().time()).isLessThan(HOUR);
          assertThat(task.isCancelled()).isTrue();
          assertThat(nested.getFirst().isCancelled()).isTrue();
          assertThat(innermost.isCancelled()).isTrue();
        });
  }

  @Test
  void cancel_itselfThenSleeps_isToldThereAndTheTimerIsGone() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> task =
              Async.createTask(
                  () -> {
                    Async.currentTask().orElseThrow().cancel();
                    Async.sleep(HOUR);
                  });
          assertCancelled(task);
          assertThat(EventLoop.running().time()).isLessThan(HOUR);
          assertThat(EventLoop.running().schedule().timers()).isZero();
        });
  }

  @Test
  @CoversScenario(TASKS + "test_cancel_at_end")
  void cancel_itselfAndReturnsWithoutSuspending_endsCancelledWithoutItsValue() throws Exception {
    TestRun.run(
        () -> {
          Task<String> task =
              Async.createTask(
                  () -> {
                    assertThat(Async.currentTask().orElseThrow().cancel()).isTrue();
                    return "lost";
                  });
          assertCancelled(task);
          assertThat(task.isCancelled()).isTrue();
        });
  }

  @Test
  void cancel_itselfAndThrows_endsWithWhatItThrew() throws Exception {
    TestRun.run(
        () -> {
          Task<String> task =
              Async.createTask(
                  () -> {
                    Async.currentTask().orElseThrow().cancel();
                    throw new IOException("wins");
                  });
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(task::await)
              .withCauseInstanceOf(IOException.class);
          assertThat(task.isCancelled()).isFalse();
        });
  }

  @Test
  void cancel_itselfThenAwaitsAFinishedTask_isToldAtTheNextSuspensionOnly() throws Exception {
    TestRun.run(
        () -> {
          List<String> log = new ArrayList<>();
          Task<String> finished = Async.createTask(() -> "value");
          finished.await();
          Task<Void> task =
              Async.createTask(
                  () -> {
                    Async.currentTask().orElseThrow().cancel();
                    log.add(finished.await());
                    Async.sleep(Duration.ZERO);
                    log.add("not reached");
                  });
          assertCancelled(task);
          assertThat(log).containsExactly("value");
        });
  }

  @Test
  void cancel_taskWhoseAwaitJustEnded_isCancelledAndTheOtherKeepsItsValue() throws Exception {
    TestRun.run(
        () -> {
          Task<String> inner =
              Async.createTask(
                  () -> {
                    letOthersRun();
                    return "kept";
                  });
          Task<String> outer = Async.createTask(() -> inner.await());
          letOthersRun();
          letOthersRun(); // inner has ended, outer is ready but has not been resumed
          assertThat(inner.isDone()).isTrue();
          assertThat(outer.isDone()).isFalse();
          assertThat(outer.cancel()).isTrue();
          assertCancelled(outer);
          assertThat(inner.result()).isEqualTo("kept");
        });
  }

  @Test
  void cancel_sleeperThatIsDueAlready_isCancelled() throws Exception {
    TestRun run = new TestRun();
    run.runMain(
        () -> {
          Task<Void> sleeper = Async.createTask(() -> Async.sleep(Duration.ofNanos(10)));
          letOthersRun();
          run.idle().advance(10);
          letOthersRun(); // the alarm rang, the sleeper is ready
          assertThat(sleeper.isDone()).isFalse();
          sleeper.cancel();
          assertCancelled(sleeper);
        });
  }

  @Test
  void cancel_innerTaskRefuses_theOuterGetsItsValue() throws Exception {
    TestRun.run(
        () -> {
          Task<String> stubborn = Async.createTask(() -> refuse("refused"));
          Task<String> outer = Async.createTask(() -> stubborn.await());
          letOthersRun();
          assertThat(outer.cancel()).isTrue();
          assertThat(outer.await()).isEqualTo("refused");
          assertThat(outer.isCancelled()).isFalse();
        });
  }

  @Test
  void cancel_caughtThenCancelledAgain_isToldAgain() throws Exception {
    TestRun.run(
        () -> {
          List<String> log = new ArrayList<>();
          Task<Void> task =
              Async.createTask(
                  () -> {
                    try {
                      Async.sleep(HOUR);
                    } catch (CancelledError e) {
                      log.add("first");
                    }
                    Async.sleep(Duration.ofSeconds(1)); // the first request is used up
                    log.add("slept");
                    Async.sleep(HOUR);
                  });
          letOthersRun();
          task.cancel();
          Async.sleep(Duration.ofSeconds(2));
          task.cancel();
          assertCancelled(task);
          assertThat(log).containsExactly("first", "slept");
        });
  }

  @Test
  void cancel_twiceBeforeItIsTold_isToldOnce() throws Exception {
    TestRun.run(
        () -> {
          List<String> log = new ArrayList<>();
          Task<Void> task =
              Async.createTask(
                  () -> {
                    for (int i = 0; i < 3; i++) {
                      try {
                        Async.sleep(Duration.ZERO);
                        log.add("slept");
                      } catch (CancelledError e) {
                        log.add("told");
                      }
                    }
                  });
          letOthersRun();
          assertThat(task.cancel()).isTrue();
          assertThat(task.cancel()).isTrue();
          task.await();
          assertThat(log).containsExactly("told", "slept", "slept");
        });
  }

  @Test
  @CoversScenario(TASKS + "test_task_cancel_sleeping_task")
  void await_sleepingTaskIsCancelled_theAwaiterCanCatchThat() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> sleeper = Async.createTask(() -> Async.sleep(HOUR));
          EventLoop.running().callLater(Duration.ofSeconds(1), sleeper::cancel);
          List<String> log = new ArrayList<>();
          try {
            sleeper.await();
          } catch (CancelledError e) {
            log.add("caught");
          }
          Async.sleep(Duration.ofSeconds(1)); // was not cancelled itself
          assertThat(log).containsExactly("caught");
        });
  }

  @Test
  @CoversScenario(TASKS + "test_sleep_cancel")
  void sleep_cancelled_cancelsItsTimer() throws Exception {
    TestRun run = new TestRun();
    run.runMain(
        () -> {
          Schedule schedule = EventLoop.running().schedule();
          Task<Void> sleeper = Async.createTask(() -> Async.sleep(HOUR));
          letOthersRun();
          assertThat(schedule.nanosToNextTimer()).isEqualTo(HOUR.toNanos());
          sleeper.cancel();
          letOthersRun();
          letOthersRun();
          assertThat(sleeper.isCancelled()).isTrue();
          assertThat(schedule.nanosToNextTimer()).isEqualTo(Long.MAX_VALUE);
          assertThat(schedule.timers()).isZero();
        });
    assertThat(run.idle().waits()).isEmpty();
  }

  @Test
  void cancel_longChain_needsNoStack() throws Exception {
    TestRun.run(
        () -> {
          List<Task<?>> chain = new ArrayList<>();
          chain.add(Async.createTask(() -> Async.sleep(HOUR)));
          for (int i = 0; i < 5_000; i++) {
            Task<?> inner = chain.getLast();
            chain.add(Async.createTask(() -> inner.await()));
          }
          letOthersRun();
          chain.getLast().cancel();
          assertCancelled(chain.getLast());
          assertThat(chain).allMatch(Task::isCancelled);
        });
  }

  @Test
  void cancel_fromACallback_reachesTheTask() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> sleeper = Async.createTask(() -> Async.sleep(HOUR));
          EventLoop.running().callSoon(sleeper::cancel);
          assertCancelled(sleeper);
        });
  }

  @Test
  void cancel_twiceBeforeItIsDelivered_tellsTheFirstReason() throws Exception {
    TestRun.run(
        () -> {
          Task<?> task = Async.createTask(() -> Async.sleep(Duration.ofHours(1)));
          Async.sleep(Duration.ZERO);
          task.cancel("first");
          task.cancel("second");
          assertCancelled(task).matches(error -> error.reason().equals(Optional.of("first")));
          assertThat(task.cancelling()).isEqualTo(2);
        });
  }
}
