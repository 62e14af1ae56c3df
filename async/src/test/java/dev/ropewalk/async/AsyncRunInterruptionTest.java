package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Interrupting the thread that called run, while it idles, waits for the baton, or runs a callback. */
class AsyncRunInterruptionTest {

  private static final String RUNNER = "test_asyncio.test_runners.RunnerTests.";
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  /** Interrupts the loop's thread from a callback, that is, on that thread itself. */
  private static void interruptSoon() {
    EventLoop.running().callSoon(() -> Thread.currentThread().interrupt());
  }

  /** A run that was ended by an interrupt has used the thread's status up. */
  private static void assertInterrupted(ThrowingCallable run) {
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(run);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void run_interruptedOnEntry_runsNothing() {
    Thread.currentThread().interrupt();
    assertInterrupted(() -> TestRun.run(() -> log.add("ran")));
    assertThat(log).isEmpty();
  }

  @Test
  @CoversScenario(RUNNER + "test_interrupt_call_soon")
  void run_interrupted_cancelsMainAndThrows() {
    List<Task<?>> left = new ArrayList<>();
    assertInterrupted(
        () ->
            TestRun.run(
                () -> {
                  left.add(Async.createTask(() -> Async.sleep(HOUR)));
                  interruptSoon();
                  try {
                    Async.sleep(HOUR);
                  } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                  } finally {
                    Async.sleep(Duration.ofSeconds(1)); // it may still take its time
                    log.add("cleaned up");
                  }
                }));
    assertThat(log).containsExactly("cancelled", "cleaned up");
    assertThat(left).singleElement().matches(Task::isCancelled);
  }

  @Test
  @CoversScenario(RUNNER + "test_interrupt_wait")
  void run_interruptedWhileMainAwaitsATask_cancelsThatTask() {
    List<Task<?>> awaited = new ArrayList<>();
    assertInterrupted(
        () ->
            TestRun.run(
                () -> {
                  awaited.add(Async.createTask(() -> Async.sleep(HOUR)));
                  interruptSoon();
                  awaited.getFirst().await();
                }));
    assertThat(awaited).singleElement().matches(Task::isCancelled);
  }

  @Test
  @CoversScenario(RUNNER + "test_interrupt_cancelled_task")
  void run_interruptedWhileMainIsBeingCancelledAnyway_throwsCancellationAndKeepsTheStatus() {
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                TestRun.run(
                    () -> {
                      interruptSoon();
                      EventLoop.running().callSoon(Async.currentTask().orElseThrow()::cancel);
                      Async.sleep(HOUR);
                    }));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void run_interruptedAndMainReturnsAnyway_returnsAndKeepsTheStatus() throws Exception {
    String result =
        TestRun.run(
            () -> {
              interruptSoon();
              try {
                Async.sleep(HOUR);
                return "slept";
              } catch (CancelledError e) {
                return "graceful";
              }
            });
    assertThat(result).isEqualTo("graceful");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void run_interruptedAndMainFails_throwsTheFailureAndKeepsTheStatus() {
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(
            () ->
                TestRun.run(
                    () -> {
                      interruptSoon();
                      try {
                        Async.sleep(HOUR);
                      } catch (CancelledError e) {
                        throw new IOException("while shutting down");
                      }
                    }))
        .withCauseInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void run_interruptedTwice_cancelsTwice() {
    assertInterrupted(
        () ->
            TestRun.run(
                () -> {
                  interruptSoon();
                  try {
                    Async.sleep(HOUR);
                  } catch (CancelledError e) {
                    log.add("once");
                    interruptSoon();
                    Async.sleep(HOUR);
                  }
                }));
    assertThat(log).containsExactly("once");
  }

  @Test
  void run_interruptedAfterMainEnded_cancelsWhatIsLeftAndKeepsTheStatus() throws Exception {
    String result =
        TestRun.run(
            () -> {
              Async.createTask(
                  () -> {
                    try {
                      Async.sleep(HOUR);
                    } finally {
                      log.add("cancelled because main ended");
                      interruptSoon();
                      try {
                        Async.sleep(HOUR);
                      } finally {
                        log.add("cancelled because of the interrupt");
                      }
                    }
                  });
              Async.sleep(Duration.ZERO);
              return "main";
            });
    assertThat(result).isEqualTo("main");
    assertThat(log)
        .containsExactly("cancelled because main ended", "cancelled because of the interrupt");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void run_interruptedByAnotherThreadWhileIdle_wakesUp() throws Exception {
    Thread loopThread = Thread.currentThread();
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<EventLoop> loop = new AtomicReference<>();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  awaitUnchecked(begun);
                  TestRun.awaitIdle(loop.get());
                  loopThread.interrupt();
                });
    assertInterrupted(
        () ->
            Async.run(
                () -> {
                  loop.set(EventLoop.running());
                  begun.countDown();
                  Async.sleep(HOUR);
                }));
    ThreadStates.awaitEnded(other);
  }

  @Test
  void run_interruptedWhileACoroutineRuns_takesEffectWhenThatSuspends() throws Exception {
    Thread loopThread = Thread.currentThread();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  awaitUnchecked(running);
                  ThreadStates.awaitBlocked(loopThread);
                  loopThread.interrupt();
                  interrupted.countDown();
                });
    assertInterrupted(
        () ->
            Async.run(
                () -> {
                  running.countDown();
                  awaitUnchecked(interrupted); // blocks the loop
                  log.add("not interrupted itself");
                  Async.sleep(HOUR);
                }));
    ThreadStates.awaitEnded(other);
    assertThat(log).containsExactly("not interrupted itself");
  }

  @Test
  void run_interruptedAndMainTakesTheRequestBack_isInterruptedAllTheSame() {
    assertInterrupted(
        () ->
            TestRun.run(
                () -> {
                  interruptSoon();
                  try {
                    Async.sleep(HOUR);
                  } finally {
                    assertThat(Async.currentTask().orElseThrow().uncancel()).isZero();
                  }
                }));
  }

  @Test
  void coroutinesThread_interruptedWhileItSleeps_sleepsOnAndKeepsTheStatus() throws Exception {
    Async.run(
        () -> {
          Task<Boolean> sleeper =
              Async.createTask(
                  () -> {
                    Thread me = Thread.currentThread();
                    EventLoop.running().callSoon(me::interrupt);
                    Duration start = EventLoop.running().time();
                    Async.sleep(Delays.SHORT);
                    assertThat(EventLoop.running().time().minus(start))
                        .isGreaterThanOrEqualTo(Delays.SHORT);
                    return Thread.interrupted();
                  });
          assertThat(sleeper.await()).isTrue();
        });
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      assertThat(latch.await(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
