package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.ARRAY;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Whatever needs a loop or a coroutine says so at once where there is none; nothing hangs. */
class WrongThreadTest {

  private static void assertWrongThread(ThrowingCallable call, String... parts) {
    assertThatExceptionOfType(WrongThreadException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  @CoversScenario(
      "test_asyncio.test_tasks.BaseCurrentLoopTests.test_current_task_no_running_loop_implicit")
  void outsideAnyLoop_everythingSaysSo() {
    String me = Thread.currentThread().toString();
    String what = "runs no event loop: call it in a coroutine";
    assertWrongThread(Async::currentTask, "Async.currentTask was called on", me, what);
    assertWrongThread(() -> Async.sleep(Duration.ZERO), "Async.sleep was called on", me, what);
    assertWrongThread(() -> Async.createTask(() -> {}), "Async.createTask was called on", what);
    assertWrongThread(EventLoop::running, "EventLoop.running was called on", what);
  }

  @Test
  void inACallback_whatSuspendsSaysSo() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.setExceptionHandler((where, report) -> thrown.add(report.exception()));
          Task<Void> task = Async.createTask(() -> Async.sleep(Duration.ofSeconds(1)));
          loop.callSoon(() -> Async.sleep(Duration.ZERO));
          loop.callSoon(() -> Async.sleep(Duration.ofSeconds(1)));
          loop.callSoon(task::await);
          Async.sleep(Duration.ofSeconds(2));
          loop.callSoon(task::await); // also when it would not have to wait
          Async.sleep(Duration.ofSeconds(2));
        });
    assertThat(thrown)
        .hasSize(4)
        .allSatisfy(
            e ->
                assertThat(e)
                    .isInstanceOf(WrongThreadException.class)
                    .hasMessageContaining("was called in a callback of EventLoop[")
                    .hasMessageContaining("let the callback create a task"));
  }

  @Test
  void fromAnotherThread_whatBelongsToALoopSaysSo() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Task<String> done = Async.createTask("done", () -> "value");
          done.await();
          Task<Void> pending = Async.createTask("pending", () -> Async.sleep(Duration.ZERO));
          onAnotherThread(
              () -> {
                String what = "hand it over with callSoonThreadsafe";
                assertWrongThread(done::result, "result of done was called on", what);
                assertWrongThread(pending::result, "result of pending was called on", what);
                assertWrongThread(done::exception, "exception of done was called on", what);
                assertWrongThread(pending::cancel, "cancel of pending was called on", what);
                assertWrongThread(
                    () -> pending.addDoneCallback(task -> {}), "addDoneCallback of pending", what);
                assertWrongThread(() -> loop.callSoon(() -> {}), "callSoon was called on", what);
                assertWrongThread(
                    () -> loop.callLater(Duration.ZERO, () -> {}), "callLater was called on", what);
                assertWrongThread(
                    () -> loop.setExceptionHandler(null), "setExceptionHandler", what);
                assertWrongThread(pending::await, "await of pending", "runs no event loop");
                assertThat(done.isDone()).isTrue();
                assertThat(done.isCancelled()).isFalse();
                assertThat(pending.isDone()).isFalse();
                assertThat(pending.name()).isEqualTo("pending");
                assertThat(pending.toString()).isEqualTo("Task[pending, pending]");
                assertThat(loop.toString()).startsWith("EventLoop[open, run by ");
              });
          pending.await();
        });
  }

  @Test
  void fromAnotherThread_inDebugMode_theErrorTellsWhereTheTaskWasMade() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> plain = makeTask();
          EventLoop.running().setDebug(true);
          Task<Void> known = makeTask();
          onAnotherThread(
              () -> {
                for (ThrowingCallable call :
                    List.<ThrowingCallable>of(
                        known::await,
                        known::cancel,
                        known::result,
                        known::cancelling,
                        () -> known.addDoneCallback(task -> {}))) {
                  assertThat(catchThrowable(call).getSuppressed())
                      .singleElement()
                      .extracting(Throwable::getStackTrace, as(ARRAY))
                      .anyMatch(frame -> frame.toString().contains("makeTask"));
                }
                assertThat(catchThrowable(plain::cancel)).hasNoSuppressedExceptions();
              });
        });
  }

  @Test
  void fromAnotherThread_inDebugMode_theErrorTellsWhereTheFutureWasMade_andItsName()
      throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Integer> plain = new AsyncFuture<>("a light");
          EventLoop.running().setDebug(true);
          AsyncFuture<Integer> known = makeFuture();
          onAnotherThread(
              () -> {
                for (ThrowingCallable call :
                    List.<ThrowingCallable>of(
                        known::await,
                        known::cancel,
                        () -> known.setResult(1),
                        () -> known.setException(new IllegalStateException()))) {
                  assertThat(catchThrowable(call).getSuppressed())
                      .singleElement()
                      .extracting(Throwable::getStackTrace, as(ARRAY))
                      .anyMatch(frame -> frame.toString().contains("makeFuture"));
                }
                assertThat(catchThrowable(() -> plain.setResult(1)))
                    .hasNoSuppressedExceptions()
                    .hasMessageStartingWith("setResult of a light was called on ");
              });
        });
  }

  private static AsyncFuture<Integer> makeFuture() {
    return new AsyncFuture<>();
  }

  private static Task<Void> makeTask() {
    return Async.createTask(() -> Async.sleep(Duration.ofHours(1)));
  }

  private static void onAnotherThread(Runnable body) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    body.run();
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    thread.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  @CoversScenario("test_asyncio.test_tasks.BaseTaskTests.test_other_loop_future")
  void await_taskOfAnotherLoop_isRefused() throws Exception {
    AtomicReference<Task<?>> foreign = new AtomicReference<>();
    CountDownLatch made = new CountDownLatch(1);
    Thread otherLoop =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Async.run(
                        () -> {
                          Task<Void> task =
                              Async.createTask("foreign", () -> Async.sleep(Duration.ofHours(1)));
                          foreign.set(task);
                          made.countDown();
                          task.await();
                        });
                  } catch (InterruptedException e) {
                    // The end of the test.
                  }
                });
    made.await();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> TestRun.run(() -> foreign.get().await()))
        .withCauseInstanceOf(WrongThreadException.class)
        .withMessageContaining("foreign belongs to EventLoop[")
        .withMessageContaining("can't be awaited by Task-1 of another loop");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> TestRun.run(() -> foreign.get().cancel()))
        .withCauseInstanceOf(WrongThreadException.class);
    assertThat(foreign.get().isDone()).isFalse();
    otherLoop.interrupt();
    ThreadStates.awaitEnded(otherLoop);
  }

  @Test
  void threadStartedByACoroutine_isNoCoroutine() throws Exception {
    TestRun.run(
        () ->
            onAnotherThread(
                () -> {
                  assertWrongThread(() -> Async.sleep(Delays.SHORT), "runs no event loop");
                  assertWrongThread(Async::currentTask, "runs no event loop");
                }));
  }
}
