package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.ReturnWhen;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class EngineFutureTest {

  private static <T> EngineFuture<T> pending(Callable<T> body) {
    return new EngineFuture<>(body, ContextCarrier.none().capture());
  }

  private static <T> EngineFuture<T> succeeded(T value) {
    EngineFuture<T> future = pending(() -> value);
    future.run();
    return future;
  }

  private static EngineFuture<Object> failed(Exception failure) {
    EngineFuture<Object> future =
        pending(
            () -> {
              throw failure;
            });
    future.run();
    return future;
  }

  private static EngineFuture<Object> cancelled() {
    EngineFuture<Object> future = pending(Object::new);
    future.cancel(false);
    return future;
  }

  private static EngineFuture<Object> running() {
    EngineFuture<Object> future = pending(Object::new);
    assertThat(future.start(() -> {})).isTrue();
    return future;
  }

  private static WeakReference<?> ended(
      List<EngineFuture<?>> kept, Consumer<EngineFuture<Object>> end) {
    Object thing = new Object();
    EngineFuture<Object> future = pending(() -> thing);
    assertThat(future.start(() -> {})).isTrue();
    end.accept(future);
    kept.add(future);
    return new WeakReference<>(thing);
  }

  @Test
  void future_thatHasEnded_keepsNothingOfItsBody() {
    List<EngineFuture<?>> kept = new ArrayList<>();
    List<WeakReference<?>> things =
        List.of(
            ended(kept, future -> future.succeed(1)),
            ended(kept, future -> future.fail(new IOException())),
            ended(kept, future -> future.killed(new IOException())),
            ended(
                kept,
                future -> {
                  assertThat(future.cancel(true)).isTrue();
                  future.succeed(1);
                }),
            ended(
                kept,
                future -> {
                  assertThat(future.cancel(true)).isTrue();
                  assertThat(future.unstart()).isFalse();
                }));
    ThreadStates.awaitTrue(
        "all bodies to be gone",
        () -> {
          System.gc();
          return things.stream().allMatch(thing -> thing.refersTo(null));
        });
    assertThat(kept).allMatch(EngineFuture::isDone);
  }

  // ---- results

  @Test
  void get_ofAFailureThatCannotBePrinted_throwsThatFailureAllTheSame() {
    Exception unprintable =
        new Exception() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException("no message");
          }
        };
    EngineFuture<Object> future = failed(unprintable);
    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessage(unprintable.getClass().getName())
        .satisfies(thrown -> assertThat(thrown.getCause()).isSameAs(unprintable));
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_future.FutureTests.test_result_with_success")
  void get_blocked_returnsWhatAnotherThreadBrings() throws Exception {
    EngineFuture<String> future = pending(() -> "rope");
    FutureTask<String> getter = new FutureTask<>(future::get);
    Thread thread = Thread.ofPlatform().start(getter);
    ThreadStates.awaitBlocked(thread);
    future.run();
    assertThat(getter.get()).isEqualTo("rope");
    thread.join();
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_future.FutureTests.test_result_with_cancel")
  void get_blocked_throwsWhenAnotherThreadCancels() throws Exception {
    EngineFuture<String> future = pending(() -> "rope");
    FutureTask<String> getter = new FutureTask<>(future::get);
    Thread thread = Thread.ofPlatform().start(getter);
    ThreadStates.awaitBlocked(thread);
    future.cancel(false);
    assertThatThrownBy(getter::get).hasCauseInstanceOf(CancellationException.class);
    thread.join();
  }

  @Test
  void get_ofFailedTask_throwsItsFailureAsCause() {
    IOException failure = new IOException("frayed");
    EngineFuture<Object> future = failed(failure);
    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(failure);
    assertThat(future.state()).isEqualTo(Future.State.FAILED);
    assertThat(future.exceptionNow()).isSameAs(failure);
  }

  @Test
  void get_withTimeout_throwsAndTheTaskGoesOn() throws Exception {
    EngineFuture<Object> future = running();
    assertThatThrownBy(() -> future.get(Delays.SHORT)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> future.get(Duration.ZERO)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> future.get(-1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> future.get(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    future.succeed("late");
    assertThat(future.get(Duration.ZERO)).isEqualTo("late");
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_future.FutureTests.test_exception_with_timeout")
  void exception_withZeroTimeout_throwsAsGetDoes_orGivesTheFailureOrNothing() throws Exception {
    for (EngineFuture<Object> notDone : List.of(pending(Object::new), running())) {
      assertThatThrownBy(() -> notDone.exception(Duration.ZERO))
          .isInstanceOf(TimeoutException.class);
    }
    assertThatThrownBy(() -> cancelled().exception(Duration.ZERO))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> cancelled().exception()).isInstanceOf(CancellationException.class);
    IOException failure = new IOException("frayed");
    assertThat(failed(failure).exception(Duration.ZERO)).isSameAs(failure);
    assertThat(succeeded("rope").exception(Duration.ZERO)).isNull();
    assertThat(succeeded("rope").exception()).isNull();
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_future.FutureTests.test_exception_with_success")
  void exception_blocked_givesTheFailureThatAnotherThreadBrings() throws Exception {
    EngineFuture<Object> future = running();
    FutureTask<Throwable> getter = new FutureTask<>(future::exception);
    Thread thread = Thread.ofPlatform().start(getter);
    ThreadStates.awaitBlocked(thread);
    IOException failure = new IOException("frayed");
    future.fail(failure);
    assertThat(getter.get()).isSameAs(failure);
    thread.join();
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_future.FutureTests.test_multiple_set_exception")
  void end_again_isRefusedAndTheFirstIsKept() {
    IOException first = new IOException("first");
    EngineFuture<Object> future = running();
    future.fail(first);
    assertThatThrownBy(() -> future.fail(new IOException("second")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ends once")
        .hasMessageContaining("[failed");
    assertThatThrownBy(() -> future.succeed("second")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> future.killed(first)).isInstanceOf(IllegalStateException.class);
    assertThat(future.exceptionNow()).isSameAs(first);
    assertThatThrownBy(() -> pending(Object::new).succeed("too early"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cancelled().fail(first)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void get_interrupted_throwsAndTheTaskGoesOn() {
    EngineFuture<Object> future = running();
    Thread.currentThread().interrupt();
    assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
    assertThat(future.isRunning()).isTrue();
  }

  @Test
  void run_again_doesNothing() throws Exception {
    List<String> runs = new ArrayList<>();
    EngineFuture<Boolean> future = pending(() -> runs.add("ran"));
    future.run();
    future.run();
    assertThat(runs).hasSize(1);
    assertThat(future.get()).isTrue();
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_future.FutureTests.test_running")
  void isRunning_onlyWhileTheBodyRuns() {
    assertThat(pending(Object::new).isRunning()).isFalse();
    assertThat(running().isRunning()).isTrue();
    assertThat(succeeded("x").isRunning()).isFalse();
    assertThat(failed(new IOException()).isRunning()).isFalse();
    assertThat(cancelled().isRunning()).isFalse();
  }

  // ---- cancelling

  @Test
  @CoversScenario("test_concurrent_futures.test_future.FutureTests.test_cancel")
  void cancel_succeedsBeforeRunningAndOnceCancelled_elseHasNoEffect() throws Exception {
    EngineFuture<Object> pending = pending(Object::new);
    assertThat(pending.cancel(false)).isTrue();
    assertThat(pending.cancel(false)).isTrue();
    EngineFuture<Object> running = running();
    assertThat(running.cancel(false)).isFalse();
    assertThat(running.isDone()).isFalse();
    assertThat(succeeded("kept").cancel(false)).isFalse();
    EngineFuture<String> succeeded = succeeded("kept");
    assertThat(succeeded.cancel(true)).isFalse();
    assertThat(succeeded.get()).isEqualTo("kept");
    EngineFuture<Object> failed = failed(new IOException());
    assertThat(failed.cancel(true)).isFalse();
    assertThat(failed.state()).isEqualTo(Future.State.FAILED);
  }

  @Test
  @CoversScenario("test_concurrent_futures.test_future.FutureTests.test_cancelled")
  void isCancelled_onlyWhenCancelled() {
    assertThat(pending(Object::new).isCancelled()).isFalse();
    assertThat(running().isCancelled()).isFalse();
    assertThat(succeeded("x").isCancelled()).isFalse();
    assertThat(failed(new IOException()).isCancelled()).isFalse();
    assertThat(cancelled().isCancelled()).isTrue();
  }

  @Test
  void cancelTrue_interruptsTheBodyAndItsWorkerGoesOnUninterrupted() throws Exception {
    CountDownLatch inBody = new CountDownLatch(1);
    AtomicReference<Throwable> seen = new AtomicReference<>();
    EngineFuture<String> future =
        pending(
            () -> {
              inBody.countDown();
              try {
                new CountDownLatch(1).await();
                return "released";
              } catch (InterruptedException e) {
                seen.set(e);
                return "interrupted";
              }
            });
    FutureTask<Boolean> worker =
        new FutureTask<>(
            () -> {
              future.run();
              return Thread.currentThread().isInterrupted();
            });
    Thread thread = Thread.ofPlatform().start(worker);
    inBody.await();
    assertThat(future.cancel(true)).isTrue();
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    assertThat(worker.get()).isFalse();
    assertThat(seen.get()).isInstanceOf(InterruptedException.class);
    assertThat(future.isRunning()).isFalse();
    thread.join();
  }

  @Test
  void cancelAndAwait_tellsWhatBecameOfTheBody() throws Exception {
    assertThat(pending(Object::new).cancelAndAwait(Duration.ZERO))
        .isEqualTo(CancelOutcome.NOT_STARTED);
    assertThat(succeeded("x").cancelAndAwait(Duration.ZERO)).isEqualTo(CancelOutcome.TOO_LATE);
    assertThat(failed(new IOException()).cancelAndAwait(Duration.ZERO))
        .isEqualTo(CancelOutcome.TOO_LATE);

    EngineFuture<Object> interrupted = pending(Object::new);
    interrupted.start(() -> Thread.startVirtualThread(() -> interrupted.succeed("ignored")));
    assertThat(interrupted.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.INTERRUPTED);

    EngineFuture<Object> killed = pending(Object::new);
    killed.start(() -> Thread.startVirtualThread(() -> killed.killed(new IOException())));
    assertThat(killed.cancelAndAwait(Delays.LONG)).isEqualTo(CancelOutcome.KILLED);
    assertThat(killed.cancelAndAwait(Duration.ZERO)).isEqualTo(CancelOutcome.KILLED);
  }

  @Test
  void cancelAndAwait_bodyThatIgnoresIt_timesOutWithTheFutureCancelled() throws Exception {
    EngineFuture<Object> future = running();
    assertThatThrownBy(() -> future.cancelAndAwait(Delays.SHORT))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("has not ended");
    assertThat(future.isCancelled()).isTrue();
    assertThat(future.isRunning()).isTrue();
    future.succeed("too late");
    assertThat(future.isRunning()).isFalse();
    assertThat(future.cancelAndAwait(Duration.ZERO)).isEqualTo(CancelOutcome.INTERRUPTED);
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
  }

  @Test
  void cancelAndAwait_interrupterThatFails_leavesTheFutureCancelled() {
    EngineFuture<Object> future = pending(Object::new);
    future.start(
        () -> {
          throw new IllegalStateException("cannot reach the body");
        });
    List<String> called = new ArrayList<>();
    future.addDoneCallback(_ -> called.add("callback"));
    assertThatThrownBy(() -> future.cancel(true)).hasMessage("cannot reach the body");
    assertThat(future.isCancelled()).isTrue();
    assertThat(called).containsExactly("callback");
    future.succeed("ends anyway");
    assertThat(future.isRunning()).isFalse();
  }

  @Test
  void bodyThatIsCancelled_leavesNoInterruptBehind() {
    AtomicReference<Future<?>> itself = new AtomicReference<>();
    EngineFuture<Boolean> future =
        new EngineFuture<>(
            () -> Objects.requireNonNull(itself.get()).cancel(true),
            ContextCarrier.none().capture());
    itself.set(future);
    future.run();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(future.isCancelled()).isTrue();
  }

  // ---- callbacks

  private static List<String> callbackLog(EngineFuture<?> future, Runnable finish) {
    List<String> log = new ArrayList<>();
    future.addDoneCallback(done -> log.add("first " + done.state()));
    future.addDoneCallback(done -> log.add("second " + done.state()));
    future.addDoneCallback(done -> log.add("third " + done.state()));
    assertThat(log).isEmpty();
    finish.run();
    return log;
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_future.FutureTests.test_done_callback_with_exception",
    "test_concurrent_futures.test_future.FutureTests.test_done_callback_with_cancel"
  })
  void callbacks_runInTheOrderTheyWereAddedWhateverTheEnd() {
    EngineFuture<Object> succeeds = pending(Object::new);
    assertThat(callbackLog(succeeds, succeeds))
        .containsExactly("first SUCCESS", "second SUCCESS", "third SUCCESS");
    EngineFuture<Object> fails = running();
    AtomicReference<Throwable> read = new AtomicReference<>();
    fails.addDoneCallback(done -> read.set(done.exceptionNow()));
    IOException failure = new IOException();
    fails.fail(failure);
    assertThat(read.get()).isSameAs(failure);
    EngineFuture<Object> cancelled = pending(Object::new);
    assertThat(callbackLog(cancelled, () -> cancelled.cancel(false)))
        .containsExactly("first CANCELLED", "second CANCELLED", "third CANCELLED");
  }

  @Test
  @CoversScenario({
    "test_concurrent_futures.test_future.FutureTests.test_done_callback_already_successful",
    "test_concurrent_futures.test_future.FutureTests.test_done_callback_already_failed",
    "test_concurrent_futures.test_future.FutureTests.test_done_callback_already_cancelled"
  })
  void callback_addedLate_runsAtOnceInTheAddingThread() {
    for (EngineFuture<?> done : List.of(succeeded("x"), failed(new IOException()), cancelled())) {
      AtomicReference<Thread> ranIn = new AtomicReference<>();
      AtomicReference<TaskFuture<?>> given = new AtomicReference<>();
      done.addDoneCallback(
          future -> {
            ranIn.set(Thread.currentThread());
            given.set(future);
          });
      assertThat(ranIn.get()).isSameAs(Thread.currentThread());
      assertThat((Object) given.get()).isSameAs(done);
    }
  }

  @Test
  @CoversScenario(
      "test_concurrent_futures.test_future.FutureTests.test_done_callback_raises_already_succeeded")
  void callbackThatFails_isLoggedAndStopsNoOther() {
    List<LogRecord> logged = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(TaskFuture.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      EngineFuture<Object> future = pending(Object::new);
      List<String> ran = new ArrayList<>();
      future.addDoneCallback(
          _ -> {
            throw new IllegalStateException("early");
          });
      future.addDoneCallback(_ -> ran.add("next"));
      future.run();
      future.addDoneCallback(
          _ -> {
            throw new IllegalStateException("late");
          });
      assertThat(ran).containsExactly("next");
      assertThat(logged)
          .extracting(record -> record.getThrown().getMessage())
          .containsExactly("early", "late");
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void listener_runsOnItsExecutor() {
    List<Runnable> executed = new ArrayList<>();
    EngineFuture<Object> future = pending(Object::new);
    Runnable listener = () -> {};
    future.addListener(listener, executed::add);
    future.run();
    assertThat(executed).containsExactly(listener);
  }

  // ---- context

  @Test
  void run_putsTheContextInPlaceAroundTheBodyOnly() {
    List<String> log = new ArrayList<>();
    ContextCarrier.Snapshot context =
        () -> {
          log.add("install");
          return () -> log.add("close");
        };
    EngineFuture<Boolean> future = new EngineFuture<>(() -> log.add("body"), context);
    future.addDoneCallback(_ -> log.add("callback"));
    future.run();
    assertThat(log).containsExactly("install", "body", "close", "callback");
  }

  @Test
  void run_whoseContextCannotBeInstalled_fails() {
    EngineFuture<String> future =
        new EngineFuture<>(
            () -> "never",
            () -> {
              throw new IllegalStateException("no context");
            });
    future.run();
    assertThat(future.exceptionNow()).hasMessage("no context");
  }

  @Test
  void unstart_makesItPendingAgain_orEndsItIfItWasCancelled() throws Exception {
    EngineFuture<String> again = pending(() -> "value");
    List<String> interrupted = new ArrayList<>();
    assertThat(again.start(() -> interrupted.add("first"))).isTrue();
    assertThat(again.unstart()).isTrue();
    assertThat(again.isRunning()).isFalse();
    assertThat(again.start(() -> interrupted.add("second"))).isTrue();
    assertThat(again.cancel(true)).isTrue();
    assertThat(interrupted).containsExactly("second");
    assertThat(again.unstart()).isFalse();
    assertThat(again.cancelAndAwait(Delays.SHORT)).isEqualTo(CancelOutcome.NOT_STARTED);
    assertThatIllegalStateException().isThrownBy(again::unstart);
    EngineFuture<String> withdrawn = pending(() -> "value");
    assertThat(withdrawn.start(() -> {})).isTrue();
    assertThat(withdrawn.unstart()).isTrue();
    assertThat(withdrawn.cancel(false)).isTrue();
    assertThatIllegalStateException().isThrownBy(withdrawn::unstart);
  }

  @Test
  void toString_tellsTheState() {
    assertThat(pending(Object::new).toString()).contains("[pending");
    assertThat(running().toString()).contains("[running");
    assertThat(succeeded("x").toString()).contains("[succeeded");
    assertThat(cancelled().toString()).contains("[cancelled");
  }

  /** A pool may give a worker its next task before callbacks that take no time, but not before others. */
  @Test
  void hasCallbacks_countsThoseOfUsers() throws Exception {
    EngineFuture<Integer> future = pending(() -> 1);
    assertThat(future.hasCallbacks()).isFalse();
    QuickCallback<Integer> quick = _ -> {};
    future.addDoneCallback(quick);
    assertThat(Futures.wait(List.of(future), ReturnWhen.ALL_COMPLETED, Delays.SHORT).pending())
        .containsExactly(future);
    assertThat(future.hasCallbacks()).isFalse();
    future.addDoneCallback(_ -> {});
    future.addDoneCallback(quick);
    assertThat(future.hasCallbacks()).isTrue();
    future.run();
    assertThat(future.hasCallbacks()).isFalse();
  }
}
