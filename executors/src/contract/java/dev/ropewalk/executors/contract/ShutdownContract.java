package dev.ropewalk.executors.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.testkit.Delays;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How every engine ends. */
public abstract class ShutdownContract extends EngineContract {

  private static void assertTerminates(TaskExecutor executor) throws InterruptedException {
    assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(executor.isTerminated()).isTrue();
  }

  @Test
  void shutdown_withoutWaiting_letsEverythingRunAndTakesNoMore() throws Exception {
    TaskExecutor executor = open(1);
    TaskFuture<Integer> running = executor.submit(blocked(begun, gate, 1));
    TaskFuture<Integer> pending = executor.submit(() -> 2);
    begun.await(1);
    executor.shutdown(false, false);
    assertThat(executor.isShutdown()).isTrue();
    assertThat(executor.isTerminated()).isFalse();
    assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
    assertThatThrownBy(() -> executor.submit(() -> 3))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("shutdown");
    gate.raise();
    assertTerminates(executor);
    assertThat(running.resultNow()).isEqualTo(1);
    assertThat(pending.resultNow()).isEqualTo(2);
  }

  @Test
  void callback_thatSubmitsAfterTheShutdown_isRejected_andSoIsAllElse() throws Exception {
    TaskExecutor executor = open(1);
    BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
    TaskFuture<Integer> running = executor.submit(blocked(begun, gate, 1));
    running.addDoneCallback(
        _ -> {
          try {
            executor.execute(() -> {});
          } catch (RuntimeException failure) {
            failures.add(failure);
          }
        });
    begun.await(1);
    executor.shutdown();
    gate.raise();
    assertTerminates(executor);
    assertThat(failures).singleElement().isInstanceOf(RejectedExecutionException.class);
    List<PortableCallable<Integer>> tasks = List.of(() -> 1);
    assertThatThrownBy(() -> executor.invokeAll(tasks))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> executor.invokeAny(tasks))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> executor.map(n -> n, List.of(1)))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void shutdown_again_mayStillCancelWhatHasNotBegun() throws Exception {
    TaskExecutor executor = open(1);
    TaskFuture<Integer> running = running(executor, 1);
    TaskFuture<Integer> pending = executor.submit(() -> 2);
    executor.shutdown();
    assertThat(pending.isDone()).isFalse();
    executor.shutdown(true);
    assertThat(pending.isCancelled()).isTrue();
    gate.raise();
    assertTerminates(executor);
    assertThat(running.resultNow()).isEqualTo(1);
  }

  @Test
  void shutdown_waitingAndCancelling_returnsWhenRunningBodiesHaveEnded() throws Exception {
    TaskExecutor executor = open(1);
    TaskFuture<Integer> running = running(executor, 1);
    TaskFuture<Integer> pending = executor.submit(() -> 2);
    pending.addDoneCallback(
        _ -> {
          try {
            gate.raise(); // only now, so a shutdown that does not wait would be seen
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    executor.shutdown(true, true);
    assertThat(executor.isTerminated()).isTrue();
    assertThat(pending.isCancelled()).isTrue();
    assertThat(running.resultNow()).isEqualTo(1);
  }

  @Test
  void shutdown_interruptedWhileWaiting_stands() throws Exception {
    TaskExecutor executor = open(1);
    TaskFuture<Integer> running = running(executor, 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> executor.shutdown(true, false))
        .isInstanceOf(InterruptedException.class);
    assertThat(executor.isShutdown()).isTrue();
    assertThat(running.isDone()).isFalse();
    gate.raise();
    assertTerminates(executor);
  }

  @Test
  void shutdownNow_leavesNoFutureWithoutAnEnd() throws Exception {
    TaskExecutor executor = open(1);
    TaskFuture<Integer> running = running(executor, 1);
    TaskFuture<Integer> pending = executor.submit(() -> 2);
    assertThat(executor.shutdownNow()).containsExactly((Runnable) pending);
    assertTerminates(executor);
    assertThat(pending.isCancelled()).isTrue();
    assertThat(running.state()).isIn(Future.State.FAILED, Future.State.CANCELLED);
  }

  @Test
  void closeWithGrace_returnsWhatWasNotFinished() throws Exception {
    TaskExecutor executor = open(1);
    TaskFuture<Integer> running = running(executor, 1);
    TaskFuture<Integer> pending = executor.submit(() -> 2);
    assertThat(executor.close(Delays.SHORT)).isEqualTo(List.of(running, pending));
    assertTerminates(executor);
    assertThat(pending.isCancelled()).isTrue();
    assertThat(running.isDone()).isTrue();
  }

  @Test
  void closeWithGrace_inTime_returnsNothing() throws Exception {
    TaskExecutor executor = open(1);
    TaskFuture<Integer> task = executor.submit(() -> 1);
    assertThatThrownBy(() -> executor.close(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(executor.close(Delays.LONG)).isEmpty();
    assertThat(executor.isTerminated()).isTrue();
    assertThat(task.resultNow()).isEqualTo(1);
    executor.close();
  }

  @Test
  void view_isShutDownWithWhatItViews() throws Exception {
    TaskExecutor executor = open(1);
    TaskExecutor view = executor.withTaskTimeout(Delays.LONG).rateLimited(1000);
    try (view) {
      assertThat(view.submit(() -> 1).get()).isEqualTo(1);
    }
    assertThat(executor.isTerminated()).isTrue();
    assertThat(view.toString()).contains("rate-limited").endsWith(executor.toString());
    assertThatThrownBy(() -> executor.rateLimited(1).submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
