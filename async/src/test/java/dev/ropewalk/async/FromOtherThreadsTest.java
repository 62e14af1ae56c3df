package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Starting coroutines, and waiting for what ends on a loop, from threads outside it. */
class FromOtherThreadsTest {

  private static final String THREADSAFE = "test_asyncio.test_tasks.RunCoroutineThreadsafeTests.";

  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private interface Body {
    void run(EventLoop loop) throws Exception;
  }

  /** Runs a loop that sleeps, and the body on another thread meanwhile. */
  private void besideALoop(Body body) throws Exception {
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Task<?> sleep = Async.createTask("sleep", () -> Async.sleep(Duration.ofHours(1)));
          Thread other =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          body.run(loop);
                        } catch (Throwable thrown) {
                          failure.set(thrown);
                        } finally {
                          loop.callSoonThreadsafe(sleep::cancel);
                        }
                      });
          Async.wait(List.of(sleep));
          ThreadStates.awaitEnded(other);
        });
    if (failure.get() != null) {
      throw new AssertionError("on the other thread", failure.get());
    }
  }

  private static int add(int a, int b) {
    Async.sleep(Duration.ofMillis(1));
    return a + b;
  }

  @Test
  @CoversScenario(THREADSAFE + "test_run_coroutine_threadsafe")
  void runCoroutineThreadsafe_givesTheResultToTheOtherThread() throws Exception {
    besideALoop(
        loop -> {
          assertThat(loop.runCoroutineThreadsafe(() -> add(1, 2)).get()).isEqualTo(3);
          assertThat(loop.runCoroutineThreadsafe(() -> Async.sleep(Duration.ZERO)).join()).isNull();
        });
  }

  @Test
  @CoversScenario(THREADSAFE + "test_run_coroutine_threadsafe_with_exception")
  void runCoroutineThreadsafe_failure_isTheCause() throws Exception {
    besideALoop(
        loop ->
            assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> loop.runCoroutineThreadsafe(() -> Integer.parseInt("x")).get())
                .withCauseInstanceOf(NumberFormatException.class));
  }

  @Test
  @CoversScenario(THREADSAFE + "test_run_coroutine_threadsafe_with_timeout")
  void runCoroutineThreadsafe_timedOutAndCancelled_leavesNoTask() throws Exception {
    besideALoop(
        loop -> {
          CompletableFuture<Void> slow =
              loop.runCoroutineThreadsafe(() -> Async.sleep(Duration.ofHours(1)));
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(() -> slow.get(5, TimeUnit.MILLISECONDS));
          slow.cancel(true);
          assertThat(slow.isCancelled()).isTrue();
          ThreadStates.awaitTrue(
              "the task to end",
              () -> loop.runCoroutineThreadsafe(() -> Async.allTasks().size()).join() == 3);
        });
  }

  @Test
  void runCoroutineThreadsafe_runsInTheContextOfTheCaller() throws Exception {
    ContextVar<String> variable = ContextVar.of("variable");
    besideALoop(
        loop -> {
          variable.set("caller");
          assertThat(loop.runCoroutineThreadsafe(() -> variable.get()).get()).isEqualTo("caller");
        });
  }

  @Test
  @CoversScenario(
      "test_asyncio.test_free_threading.TestFreeThreading.test_run_coroutine_threadsafe")
  void runCoroutineThreadsafe_manyThreadsAtOnce_eachGetsItsOwn() throws Exception {
    besideALoop(
        loop -> {
          List<Thread> threads = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            int number = i;
            threads.add(
                Thread.ofPlatform()
                    .start(
                        () -> {
                          int sum = loop.runCoroutineThreadsafe(() -> add(number, number)).join();
                          if (sum != 2 * number) {
                            failure.set(new AssertionError(number + " got " + sum));
                          }
                        }));
          }
          for (Thread thread : threads) {
            thread.join();
          }
        });
  }

  @Test
  void runCoroutineThreadsafe_cancelledBeforeItBegins_neverBegins() throws Exception {
    List<String> log = new ArrayList<>();
    Async.run(
        () -> {
          CompletableFuture<Boolean> copy =
              EventLoop.running().runCoroutineThreadsafe(() -> log.add("begun"));
          copy.cancel(true);
          Async.sleep(Duration.ofMillis(1));
        });
    assertThat(log).isEmpty();
  }

  @Test
  void runCoroutineThreadsafe_closedLoop_isRefused() throws Exception {
    EventLoop loop = Async.run(EventLoop::running);
    assertThatIllegalStateException()
        .isThrownBy(() -> loop.runCoroutineThreadsafe(() -> 1))
        .withMessageContaining("has ended");
  }

  @Test
  void toCompletableFuture_ofATask_endsAsItDoes() throws Exception {
    CompletableFuture<Integer> value = new CompletableFuture<>();
    Thread[] callbackThread = {null};
    Thread loopThread = Thread.currentThread();
    CompletableFuture<Integer> cancelled =
        Async.run(
            () -> {
              Task<Integer> task = Async.createTask(() -> add(2, 2));
              CompletableFuture<Integer> copy = task.toCompletableFuture();
              var _ =
                  copy.whenComplete(
                      (result, thrown) -> {
                        callbackThread[0] = Thread.currentThread();
                        value.complete(result);
                      });
              task.await();
              Async.sleep(Duration.ofMillis(1));
              assertThat(copy).isCompletedWithValue(4);
              Task<Integer> never = Async.createTask(() -> add(1, 1));
              return never.toCompletableFuture(); // cancelled as main ends
            });
    assertThat(value).isCompletedWithValue(4);
    assertThat(callbackThread[0]).isSameAs(loopThread);
    assertThat(cancelled.isCancelled()).isTrue();
  }

  @Test
  void toCompletableFuture_afterTheLoopClosed_tellsHowItEnded() throws Exception {
    AsyncFuture<?>[] pending = {null};
    Task<Integer> task =
        Async.run(
            () -> {
              pending[0] = new AsyncFuture<>();
              Task<Integer> sum = Async.createTask(() -> add(1, 2));
              sum.await();
              return sum;
            });
    assertThat(task.toCompletableFuture()).isCompletedWithValue(3);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pending[0].toCompletableFuture().get())
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("is closed");
  }

  @Test
  void toCompletableFuture_theLoopClosesFirst_nobodyWaitsForEver() throws Exception {
    CompletableFuture<Object> copy = Async.run(() -> new AsyncFuture<>().toCompletableFuture());
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> copy.get(60, TimeUnit.SECONDS))
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void toCompletableFuture_cancelled_cancelsTheTask_completedByHandDoesNot() throws Exception {
    besideALoop(
        loop -> {
          CountDownLatch gone = new CountDownLatch(1);
          Task<Void> task =
              loop.runCoroutineThreadsafe(
                      () ->
                          Async.createTask(
                              () -> {
                                try {
                                  Async.sleep(Duration.ofHours(1));
                                } finally {
                                  gone.countDown();
                                }
                              }))
                  .get();
          CompletableFuture<Void> byHand = task.toCompletableFuture();
          byHand.complete(null);
          byHand.cancel(true);
          CompletableFuture<Void> copy = task.toCompletableFuture();
          assertThat(loop.runCoroutineThreadsafe(task::isDone).get()).isFalse();
          copy.cancel(false);
          gone.await();
          assertThatExceptionOfType(CancellationException.class).isThrownBy(copy::join);
        });
  }

  @Test
  void blocking_onTheLoop_isRefusedInsteadOfBlockingIt() throws Exception {
    Async.run(
        () -> {
          CompletableFuture<Integer> copy = Async.createTask(() -> add(1, 2)).toCompletableFuture();
          assertThatIllegalStateException()
              .isThrownBy(copy::get)
              .withMessageContaining("await Task-2 instead");
          assertThatIllegalStateException().isThrownBy(copy::join);
          assertThatIllegalStateException().isThrownBy(() -> copy.get(1, TimeUnit.HOURS));
          assertThatIllegalStateException().isThrownBy(copy.thenApply(value -> value + 1)::join);
          Async.sleep(Duration.ofMillis(5));
          ThreadStates.awaitTrue("the copy to be done", copy::isDone);
          assertThat(copy.join()).isEqualTo(3);
        });
  }
}
