package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.testkit.CoversScenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TaskTest {

  private static final String TASKS = "test_asyncio.test_tasks.BaseTaskTests.";

  @Test
  @CoversScenario({TASKS + "test_bare_create_task", TASKS + "test_create_task_with_async_function"})
  void createTask_runsOnTheCallersLoop() throws Exception {
    TestRun.run(
        () -> {
          EventLoop mine = EventLoop.running();
          Task<EventLoop> task = Async.createTask(EventLoop::running);
          assertThat(task).isInstanceOf(Task.class);
          assertThat(task.isDone()).isFalse(); // not before the caller suspends
          assertThat(task.await()).isSameAs(mine);
        });
  }

  @Test
  @CoversScenario({
    TASKS + "test_bare_create_named_task",
    "test_asyncio.test_base_events.BaseEventLoopTests.test_create_named_task_with_default_factory"
  })
  void createTask_named_namesTaskAndThread() throws Exception {
    TestRun.run(
        () -> {
          Task<String> task = Async.createTask("fetch", () -> Thread.currentThread().getName());
          Task<Void> plain = Async.createTask("other", () -> {});
          assertThat(task.name()).isEqualTo("fetch");
          assertThat(task.await()).isEqualTo("fetch");
          assertThat(plain.name()).isEqualTo("other");
          assertThat(Async.createTask(() -> {}).name()).isEqualTo("Task-4");
          assertThat(Async.currentTask().orElseThrow().name()).isEqualTo("Task-1");
        });
  }

  @Test
  void createTask_null_isRefusedAndNothingStarts() throws Exception {
    TestRun run = new TestRun();
    run.runMain(
        () -> {
          assertThatNullPointerException()
              .isThrownBy(() -> Async.createTask((Coroutine<String>) null));
          assertThatNullPointerException()
              .isThrownBy(() -> Async.createTask((CoroutineAction) null));
          assertThatNullPointerException()
              .isThrownBy(() -> Async.createTask((String) null, () -> "x"));
          assertThatNullPointerException()
              .isThrownBy(() -> Async.createTask((String) null, () -> {}));
          Async.sleep(Duration.ZERO);
        });
    assertThat(run.threads()).hasSize(1);
  }

  @Test
  void createTask_theSameBodyTwice_runsTwice() throws Exception {
    TestRun.run(
        () -> {
          List<String> log = new ArrayList<>();
          Coroutine<Boolean> body = () -> log.add("ran");
          Task<Boolean> first = Async.createTask(body);
          Task<Boolean> second = Async.createTask(body);
          first.await();
          second.await();
          assertThat(log).containsExactly("ran", "ran");
        });
  }

  @Test
  @CoversScenario(TASKS + "test_task_basics")
  void await_subCoroutinesOneAfterTheOther_combinesTheirResults() throws Exception {
    class Steps {
      int outer() {
        int a = inner1();
        int b = inner2();
        return a + b;
      }

      int inner1() {
        Async.sleep(Duration.ofSeconds(1));
        return 42;
      }

      int inner2() {
        return 1000;
      }
    }
    int sum = TestRun.run(() -> new Steps().outer());
    assertThat(sum).isEqualTo(1042);
    int awaited =
        TestRun.run(
            () ->
                Async.createTask(() -> new Steps().inner1()).await()
                    + Async.createTask(() -> new Steps().inner2()).await());
    assertThat(awaited).isEqualTo(1042);
  }

  @Test
  @CoversScenario(TASKS + "test_coroutine_non_gen_function")
  void await_bodyThatNeverSuspends_runsToItsEnd() throws Exception {
    String result = TestRun.run(() -> Async.createTask(() -> "test").await());
    assertThat(result).isEqualTo("test");
  }

  @Test
  @CoversScenario("test_asyncio.test_futures.BaseFutureTests.test_yield_from_twice")
  void await_finishedTask_givesTheSameResultAgainWithoutSuspending() throws Exception {
    TestRun.run(
        () -> {
          Task<Object> task = Async.createTask(Object::new);
          Object value = task.await();
          List<String> log = new ArrayList<>();
          EventLoop.running().callSoon(() -> log.add("callback"));
          assertThat(task.await()).isSameAs(value);
          assertThat(task.await()).isSameAs(value);
          assertThat(log).isEmpty();
        });
  }

  @Test
  void await_manyWaiters_resumeInTheOrderInWhichTheyCame() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Task<String> slow =
              Async.createTask(
                  () -> {
                    Async.sleep(Duration.ofSeconds(1));
                    return "value";
                  });
          List<Task<Boolean>> waiters = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            int number = i;
            waiters.add(Async.createTask(() -> log.add(number + slow.await())));
          }
          for (Task<Boolean> waiter : waiters) {
            waiter.await();
          }
        });
    assertThat(log).containsExactly("0value", "1value", "2value", "3value", "4value");
  }

  @Test
  void await_failedTask_throwsTheFailureAsCauseAndShowsWhereItWasAwaited() throws Exception {
    TestRun.run(
        () -> {
          IOException failure = new IOException("no route");
          Task<String> task = Async.createTask("fetch", () -> throwing(failure));
          for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(task::await)
                .withMessage("fetch failed: java.io.IOException: no route")
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure))
                .satisfies(e -> assertThat(methodsOf(e)).contains("await"));
          }
        });
  }

  @Test
  void await_failureThatPassesThroughTasks_staysTheImmediateCause() throws Exception {
    IOException failure = new IOException("deep");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(
            () ->
                TestRun.run(
                    () -> {
                      Task<String> inner = Async.createTask("inner", () -> throwing(failure));
                      Task<String> middle = Async.createTask("middle", inner::await);
                      return middle.await();
                    }))
        .withMessageStartingWith("Task-1 failed")
        .satisfies(e -> assertThat(e.getCause()).isSameAs(failure))
        .satisfies(
            e -> {
              Throwable awaitOfMiddle = e.getSuppressed()[0];
              assertThat(awaitOfMiddle).hasMessageStartingWith("middle failed");
              assertThat(awaitOfMiddle.getCause()).isSameAs(failure);
              assertThat(awaitOfMiddle.getSuppressed()[0]).hasMessageStartingWith("inner failed");
            });
  }

  @Test
  void await_completionExceptionWithoutCause_isTheFailureItself() throws Exception {
    class Bare extends CompletionException {}
    TestRun.run(
        () -> {
          Bare failure = new Bare();
          Task<String> task = Async.createTask(() -> throwing(failure));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(task::await)
              .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
        });
  }

  @Test
  @CoversScenario(TASKS + "test_exception_traceback")
  void exception_keepsTheStackOfTheBody() throws Exception {
    TestRun.run(
        () -> {
          Task<String> task = Async.createTask(() -> throwing(new IllegalStateException("1/0")));
          Async.sleep(Duration.ZERO);
          assertThat(methodsOf(task.exception().orElseThrow())).contains("throwing");
        });
  }

  /** The exception is made here, so that its stack names this method. */
  private static String throwing(Exception like) throws Exception {
    if (like instanceof IllegalStateException) {
      throw new IllegalStateException(like.getMessage());
    }
    throw like;
  }

  private static List<String> methodsOf(Throwable throwable) {
    return Arrays.stream(throwable.getStackTrace()).map(StackTraceElement::getMethodName).toList();
  }

  @Test
  @CoversScenario("test_asyncio.test_futures.BaseFutureTests.test_exception")
  void exceptionAndResult_beforeAndAfterTheEnd() throws Exception {
    TestRun.run(
        () -> {
          UncheckedIOException failure = new UncheckedIOException(new IOException());
          Task<String> fails = Async.createTask("fails", () -> throwing(failure));
          Task<String> returns = Async.createTask("returns", () -> "value");
          assertThatIllegalStateException()
              .isThrownBy(fails::exception)
              .withMessage("fails has not ended yet: await it first");
          assertThatIllegalStateException().isThrownBy(returns::result);
          assertThat(fails.toString()).isEqualTo("Task[fails, pending]");
          Async.sleep(Duration.ZERO);
          assertThat(fails.exception()).containsSame(failure);
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(fails::result)
              .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
          assertThat(returns.exception()).isEmpty();
          assertThat(returns.result()).isEqualTo("value");
          assertThat(fails.isDone()).isTrue();
          assertThat(fails.isCancelled()).isFalse();
          assertThat(fails.toString()).isEqualTo("Task[fails, failed with " + failure + "]");
        });
  }

  @Test
  @CoversScenario(TASKS + "test_task_awaits_on_itself")
  void await_itself_isRefused() throws Exception {
    TestRun.run(
        () -> {
          List<Task<?>> self = new ArrayList<>();
          self.add(Async.createTask("selfish", () -> self.getFirst().await()));
          Async.sleep(Duration.ZERO);
          assertThat(self.getFirst().exception())
              .get()
              .isInstanceOf(IllegalStateException.class)
              .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
              .hasMessage("selfish can't await itself: neither would ever end");
        });
  }

  @Test
  void await_ringOfTasks_isRefusedToTheOneThatWouldCloseIt() throws Exception {
    TestRun.run(
        () -> {
          List<Task<?>> ring = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            int next = (i + 1) % 3;
            ring.add(Async.createTask("t" + i, () -> ring.get(next).await()));
          }
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(() -> ring.getFirst().await())
              .withCauseInstanceOf(IllegalStateException.class)
              .havingCause()
              .withMessage("t2 can't await t0, which waits for t2: neither would ever end");
        });
  }

  @Test
  @CoversScenario(TASKS + "test_current_task_with_interleaving_tasks")
  void currentTask_interleavingTasks_isTheOneThatRuns() throws Exception {
    TestRun.run(
        () -> {
          Task<?> main = Async.currentTask().orElseThrow();
          List<Task<?>> tasks = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            int number = i;
            tasks.add(
                Async.createTask(
                    () -> {
                      for (int step = 0; step < 5; step++) {
                        assertThat(Async.currentTask()).get().isSameAs(tasks.get(number));
                        Async.sleep(Duration.ZERO);
                      }
                    }));
          }
          for (Task<?> task : tasks) {
            task.await();
            assertThat(Async.currentTask()).get().isSameAs(main);
          }
        });
  }

  @Test
  void currentTask_inACallback_isEmpty() throws Exception {
    List<Boolean> empty = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop.running().callSoon(() -> empty.add(Async.currentTask().isEmpty()));
          Async.sleep(Duration.ZERO);
          Async.sleep(Duration.ZERO);
        });
    assertThat(empty).containsExactly(true);
  }

  @Test
  void addDoneCallback_runsThroughTheReadyQueueInOrder() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Thread loopThread = threadOfCallbacks();
          Task<String> task = Async.createTask(() -> "value");
          task.addDoneCallback(
              done -> {
                assertThat(done).isSameAs(task);
                assertThat(Thread.currentThread()).isSameAs(loopThread);
                log.add("first " + done.result());
              });
          task.addDoneCallback(done -> log.add("second"));
          EventLoop.running().callSoon(() -> log.add("soon")); // before the task has run
          task.await();
          log.add("awaited");
          task.addDoneCallback(done -> log.add("late"));
          log.add("after adding");
          Async.sleep(Duration.ZERO);
        });
    assertThat(log)
        .containsExactly("soon", "first value", "second", "awaited", "after adding", "late");
  }

  private static Thread threadOfCallbacks() {
    List<Thread> thread = new ArrayList<>();
    EventLoop.running().callSoon(() -> thread.add(Thread.currentThread()));
    Async.sleep(Duration.ZERO);
    return thread.getFirst();
  }

  @Test
  @CoversScenario(
      "test_asyncio.test_futures.BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_exception")
  void addDoneCallback_failedAndCancelledTasks_runsToo() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Task<String> fails = Async.createTask(() -> throwing(new IOException("boom")));
          Task<String> cancelled = Async.createTask(() -> "never");
          fails.addDoneCallback(
              task -> log.add("1 " + task.exception().orElseThrow().getMessage()));
          fails.addDoneCallback(task -> log.add("2"));
          cancelled.addDoneCallback(task -> log.add("3 " + task.isCancelled()));
          cancelled.cancel();
          Async.sleep(Duration.ZERO);
          Async.sleep(Duration.ZERO);
        });
    assertThat(log).containsExactly("1 boom", "2", "3 true");
  }

  @Test
  void addDoneCallback_null_isRefused() throws Exception {
    TestRun.run(
        () ->
            assertThatNullPointerException()
                .isThrownBy(() -> Async.createTask(() -> {}).addDoneCallback(null)));
  }

  @Test
  void task_nobodyHoldsIt_isKeptByTheLoop() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          waitForWhatNobodyElseKnows(log);
          Async.sleep(Duration.ZERO);
          System.gc();
          assertThat(Async.allTasks()).extracting(Task::name).containsExactly("Task-1", "kept");
          assertThat(log).isEmpty();
        });
    assertThat(log).containsExactly("cleaned up"); // by the end of the run, which knows it
  }

  private static void waitForWhatNobodyElseKnows(List<String> log) {
    Async.createTask(
        "kept",
        () -> {
          try {
            new AsyncFuture<>().await();
          } finally {
            log.add("cleaned up");
          }
        });
  }

  @Test
  void setName_alsoNamesTheThread_fromTheNextStepOn() throws Exception {
    TestRun.run(
        () -> {
          List<String> names = new ArrayList<>();
          Task<?> task =
              Async.createTask(
                  "old",
                  () -> {
                    names.add(Thread.currentThread().getName());
                    Async.sleep(Duration.ZERO);
                    names.add(Thread.currentThread().getName());
                    Async.currentTask().orElseThrow().setName("newest");
                    Async.sleep(Duration.ZERO);
                    names.add(Thread.currentThread().getName());
                  });
          Async.sleep(Duration.ZERO);
          task.setName("new");
          task.await();
          assertThat(names).containsExactly("old", "new", "newest");
        });
  }
}
