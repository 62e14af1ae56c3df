package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.CancelOutcome;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.ContextCarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

  private static final Duration TINY = Duration.ofNanos(1);

  private final EngineFuture<String> future =
      new EngineFuture<>(() -> "body", ContextCarrier.none().capture());

  private static void awaitTimeout(Future<?> future) {
    ThreadStates.awaitTrue("the task times out", future::isDone);
  }

  @Test
  void task_pastItsLimit_hasFailedForEveryone_whileItsBodyEnds() throws Exception {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    future.addDoneCallback(done -> log.add("callback " + done.state()));
    future.limit(TINY);
    assertThat(future.start(() -> log.add("interrupt"))).isTrue();
    awaitTimeout(future);
    ThreadStates.awaitTrue("the callback runs", () -> log.size() == 2);
    assertThat(log).containsExactly("interrupt", "callback FAILED");
    assertThat(future.isRunning()).isTrue();
    assertThat(future.isCancelled()).isFalse();
    assertThat(future.cancel(true)).isFalse();
    assertThat(future.exception()).isInstanceOf(TimeoutException.class);
    assertThat(future.exceptionNow()).isSameAs(future.exception());
    assertThat(future.toString()).contains("timed out, body running");
    assertThatThrownBy(() -> future.toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> future.cancelAndAwait(Delays.SHORT))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("has not ended");
    future.succeed("too late");
    assertThat(future.isRunning()).isFalse();
    assertThat(future.cancelAndAwait(Duration.ZERO)).isEqualTo(CancelOutcome.TOO_LATE);
    assertThat(future.exception()).isInstanceOf(TimeoutException.class);
    assertThat(future.toString()).contains("[timed out]");
  }

  @Test
  void limit_countsFromTheStartOfTheBody_howeverLongItWasQueued() throws Exception {
    Duration limit = Delays.SHORT.multipliedBy(3);
    future.limit(limit);
    assertThatThrownBy(() -> future.get(limit.multipliedBy(2))) // queued for longer than its limit
        .isInstanceOf(TimeoutException.class);
    long started = System.nanoTime();
    assertThat(future.start(() -> {})).isTrue();
    awaitTimeout(future);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(limit);
    future.succeed("too late");
  }

  @Test
  void bodyKilledForItsLimit_hasTimedOut() throws Exception {
    future.limit(TINY);
    assertThat(future.start(() -> {})).isTrue();
    awaitTimeout(future);
    future.killed(new IllegalStateException("the worker is gone"));
    assertThat(future.exception()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void cancelledTask_staysCancelled_whateverItsLimit() throws Exception {
    future.limit(Delays.SHORT);
    assertThat(future.start(() -> {})).isTrue();
    assertThat(future.cancel(true)).isTrue();
    assertThatThrownBy(() -> future.cancelAndAwait(Delays.SHORT.multipliedBy(3)))
        .isInstanceOf(TimeoutException.class); // the limit has passed meanwhile
    assertThat(future.isCancelled()).isTrue();
    assertThatThrownBy(future::exception).isInstanceOf(CancellationException.class);
    future.succeed("ignored");
    assertThat(future.cancelAndAwait(Duration.ZERO)).isEqualTo(CancelOutcome.INTERRUPTED);
  }

  @Test
  void ofSeveralLimits_theShortestCounts() throws Exception {
    future.limit(Delays.LONG);
    future.limit(TINY);
    future.limit(Delays.LONG);
    assertThat(future.start(() -> {})).isTrue();
    awaitTimeout(future);
    assertThat(future.exception()).hasMessageContaining(TINY.toString());
  }

  @Test
  void limit_ofAViewMustBePositive() {
    try (ThreadPool pool = new ThreadPool(1)) {
      for (Duration wrong : List.of(Duration.ZERO, TINY.negated())) {
        assertThatThrownBy(() -> pool.withTaskTimeout(wrong))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> pool.rateLimited(0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void interruptOfTheLimit_doesNotReachTheNextTask() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      CountDownLatch never = new CountDownLatch(1);
      for (int i = 0; i < 20; i++) {
        var slow =
            pool.withTaskTimeout(TINY)
                .submit(
                    () -> {
                      never.await();
                      return "never";
                    });
        assertThat(slow.exception()).isInstanceOf(TimeoutException.class);
        assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
      }
    }
  }
}
