package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AsyncRunTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  @CoversScenario("test_asyncio.test_runners.RunTests.test_asyncio_run_return")
  void run_returnsTheResultOfMain() throws Exception {
    assertThat(Async.<String>run(() -> "done")).isEqualTo("done");
    String none = Async.run(() -> (String) null);
    assertThat(none).isNull();
  }

  @Test
  void run_plainBody_runsOnAVirtualThread() throws Exception {
    List<Thread> seen = new ArrayList<>();
    Async.run(
        () -> {
          seen.add(Thread.currentThread());
        });
    assertThat(seen).singleElement().satisfies(thread -> assertThat(thread.isVirtual()).isTrue());
    assertThat(seen).doesNotContain(Thread.currentThread());
  }

  @Test
  void run_helloSleepWorld_waitsInBetween() throws Exception {
    List<String> said = new ArrayList<>();
    long start = System.nanoTime();
    Async.run(
        () -> {
          said.add("Hello");
          Async.sleep(Delays.SHORT);
          said.add("World");
        });
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Delays.SHORT);
    assertThat(said).containsExactly("Hello", "World");
  }

  @Test
  @CoversScenario("test_asyncio.test_runners.RunTests.test_asyncio_run_raises")
  void run_mainThrows_throwsItAsTheCause() {
    IOException failure = new IOException("no route");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(
            () ->
                Async.run(
                    () -> {
                      throw failure;
                    }))
        .withMessage("Task-1 failed: java.io.IOException: no route")
        .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
  }

  @Test
  void run_mainThrowsAnError_throwsItAsTheCause() {
    StackOverflowError failure = new StackOverflowError();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(
            () ->
                Async.run(
                    () -> {
                      throw failure;
                    }))
        .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
  }

  @Test
  void run_mainCancelsItself_throwsCancellationException() {
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                Async.run(
                    () -> {
                      Async.currentTask().orElseThrow().cancel();
                      Async.sleep(HOUR);
                    }))
        .withMessage("Task-1, the main coroutine, was cancelled")
        .withCauseInstanceOf(CancelledError.class);
  }

  @Test
  void run_null_isRefused() {
    assertThatNullPointerException().isThrownBy(() -> Async.run((Coroutine<String>) null));
    assertThatNullPointerException().isThrownBy(() -> Async.run((CoroutineAction) null));
  }

  @Test
  @CoversScenario("test_asyncio.test_base_events.RunningLoopTests.test_running_loop_within_a_loop")
  void run_insideACoroutineOrCallback_saysWhatToDo() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Runnable nested =
        () -> {
          try {
            Async.run(() -> "inner");
          } catch (Exception e) {
            thrown.add(e);
          }
        };
    TestRun.run(
        () -> {
          nested.run();
          EventLoop.running().callSoon(nested);
          Async.sleep(Duration.ZERO);
          Async.sleep(Duration.ZERO);
        });
    assertThat(thrown)
        .hasSize(2)
        .allSatisfy(
            e ->
                assertThat(e)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("start the coroutine with Async.createTask"));
  }

  @Test
  void run_againAfterARun_usesAFreshLoop() throws Exception {
    EventLoop first = Async.run(EventLoop::running);
    EventLoop second = Async.run(EventLoop::running);
    assertThat(first).isNotSameAs(second);
    assertThat(first.toString()).contains("closed", Thread.currentThread().getName());
  }

  @Test
  void run_onAVirtualThread_works() throws Exception {
    AtomicReference<Object> result = new AtomicReference<>();
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              try {
                result.set(
                    Async.<String>run(
                        () -> {
                          Async.sleep(Delays.SHORT);
                          return Async.createTask(() -> "from a task").await();
                        }));
              } catch (Throwable e) {
                result.set(e);
              }
            });
    assertThat(thread.join(Delays.LONG)).isTrue();
    assertThat(result.get()).isEqualTo("from a task");
  }

  @Test
  @CoversScenario("test_asyncio.test_runners.RunTests.test_asyncio_run_cancels_hanging_tasks")
  void run_mainLeavesTasksBehind_cancelsAndAwaitsThem() throws Exception {
    List<String> log = new ArrayList<>();
    List<Task<?>> left = new ArrayList<>();
    String result =
        TestRun.run(
            () -> {
              for (String name : List.of("a", "b")) {
                left.add(
                    Async.createTask(
                        () -> {
                          try {
                            Async.sleep(HOUR);
                            log.add(name + " woke");
                          } finally {
                            Async.sleep(Duration.ofSeconds(1)); // cleaning up may take its time
                            log.add(name + " cleaned up");
                          }
                        }));
              }
              Async.sleep(Duration.ZERO);
              return "main";
            });
    assertThat(result).isEqualTo("main");
    assertThat(log).containsExactly("a cleaned up", "b cleaned up");
    assertThat(left).hasSize(2).allMatch(Task::isCancelled);
  }

  @Test
  void run_mainFails_stillEndsWhatItLeftBehind() {
    List<Task<?>> left = new ArrayList<>();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(
            () ->
                TestRun.run(
                    () -> {
                      left.add(Async.createTask(() -> Async.sleep(HOUR)));
                      Async.sleep(Duration.ZERO);
                      throw new IOException("main failed");
                    }))
        .withCauseInstanceOf(IOException.class);
    assertThat(left).singleElement().matches(Task::isCancelled);
  }

  @Test
  void run_leftOverLeavesATaskBehindInTurn_endsThatToo() throws Exception {
    List<Task<?>> tasks = new ArrayList<>();
    TestRun.run(
        () -> {
          tasks.add(
              Async.createTask(
                  () -> {
                    try {
                      Async.sleep(HOUR);
                    } finally {
                      tasks.add(Async.createTask(() -> Async.sleep(HOUR)));
                    }
                  }));
          Async.sleep(Duration.ZERO);
        });
    assertThat(tasks).hasSize(2).allMatch(Task::isCancelled);
  }

  @Test
  void run_leftOverRefusesTheCancellation_isAwaited() throws Exception {
    List<Task<String>> left = new ArrayList<>();
    TestRun.run(
        () -> {
          left.add(
              Async.createTask(
                  () -> {
                    try {
                      Async.sleep(HOUR);
                    } catch (CancelledError e) {
                      Async.sleep(HOUR);
                    }
                    return "finished anyway";
                  }));
          Async.sleep(Duration.ZERO);
        });
    assertThat(left.getFirst().result()).isEqualTo("finished anyway");
  }

  @Test
  void run_leftOverFails_tellsTheExceptionHandler() throws Exception {
    List<ErrorReport> reports = new ArrayList<>();
    IOException failure = new IOException("while cleaning up");
    TestRun.run(
        () -> {
          EventLoop.running().setExceptionHandler((loop, report) -> reports.add(report));
          Async.createTask(
              "cleaner",
              () -> {
                try {
                  Async.sleep(HOUR);
                } finally {
                  throwIt(failure);
                }
              });
          Async.sleep(Duration.ZERO);
        });
    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.exception()).isSameAs(failure);
              assertThat(report.message()).startsWith("cleaner failed as it was cancelled");
            });
  }

  private static void throwIt(Exception e) throws Exception {
    throw e;
  }

  @Test
  void run_mainEnds_whatIsReadyThenStillRunsOnce() throws Exception {
    // As asyncio.run does: the iteration in which the loop learns that main ended is run to its
    // end.
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Async.createTask(
              () -> {
                log.add("began");
                Async.sleep(Duration.ZERO);
                log.add("not reached");
              });
        });
    assertThat(log).containsExactly("began");
  }

  @Test
  void run_threadCanNotBeStarted_failsThatTaskOnly() throws Exception {
    TestRun run = new TestRun();
    run.runMain(
        () -> {
          run.failNextStart();
          Task<String> unlucky = Async.createTask("unlucky", () -> "never");
          Task<String> next = Async.createTask(() -> "runs");
          assertThat(next.await()).isEqualTo("runs");
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(unlucky::await)
              .withMessageStartingWith("unlucky failed")
              .withCauseInstanceOf(IllegalThreadStateException.class);
        });
  }

  @Test
  void run_mainsThreadCanNotBeStarted_fails() {
    TestRun run = new TestRun();
    run.failNextStart();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> run.runMain(() -> "never"))
        .withCauseInstanceOf(IllegalThreadStateException.class);
  }

  @Test
  void run_loopCanNotGoOn_endsItsThreadsAndThrows() {
    // With nothing to wait for, JumpingIdle throws on the loop's thread.
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                TestRun.run(
                    () -> {
                      Completion<Void> never =
                          new Completion<>(EventLoop.running().schedule(), null);
                      CurrentLoop.taskFor("test").suspendUntil(never);
                    }))
        .withMessageStartingWith("the loop would wait for ever");
  }

  @Test
  @CoversScenario("test_asyncio.test_runners.RunnerTests.test_no_repr_is_call_on_the_task_result")
  void run_neverTurnsTheResultIntoText() throws Exception {
    class Unprintable {
      @Override
      public String toString() {
        throw new AssertionError("turned into text");
      }
    }
    Object result =
        TestRun.run(
            () -> {
              Task<Unprintable> task = Async.createTask(Unprintable::new);
              Object value = task.await();
              assertThat(task.toString()).isEqualTo("Task[Task-2, returned]");
              return value;
            });
    assertThat(result).isInstanceOf(Unprintable.class);
  }

  @Test
  void loop_afterTheRun_refusesEverything() throws Exception {
    List<Task<String>> tasks = new ArrayList<>();
    EventLoop loop =
        Async.run(
            () -> {
              tasks.add(Async.createTask(() -> "kept"));
              tasks.getFirst().await();
              return EventLoop.running();
            });
    assertThatIllegalStateException()
        .isThrownBy(() -> loop.callSoon(() -> {}))
        .withMessageContaining("its run has ended");
    assertThatIllegalStateException().isThrownBy(() -> loop.callLater(HOUR, () -> {}));
    assertThatIllegalStateException().isThrownBy(() -> loop.callSoonThreadsafe(() -> {}));
    assertThatIllegalStateException().isThrownBy(() -> loop.setExceptionHandler(null));
    assertThatIllegalStateException()
        .isThrownBy(() -> tasks.getFirst().addDoneCallback(task -> {}));
    assertThat(tasks.getFirst().result()).isEqualTo("kept");
    assertThat(tasks.getFirst().exception()).isEmpty();
    assertThat(tasks.getFirst().cancel()).isFalse();
  }
}
