package dev.ropewalk.executors.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Failsafe submits a task again when it fails: each attempt is a task of its own, on whichever engine. */
class FailsafeTest {

  private final AtomicInteger attempts = new AtomicInteger();

  private static RetryPolicy<Integer> onIoExceptions() {
    return RetryPolicy.<Integer>builder().handle(IOException.class).withMaxRetries(3).build();
  }

  @Test
  void failingTask_isSubmittedAgain() throws Exception {
    try (ThreadPool pool = new ThreadPool(2)) {
      CompletableFuture<Integer> result =
          Failsafe.with(onIoExceptions())
              .getStageAsync(
                  () ->
                      pool.submit(
                          () -> {
                            if (attempts.incrementAndGet() < 3) {
                              throw new IOException("frayed");
                            }
                            return attempts.get();
                          }));
      assertThat(result.get()).isEqualTo(3);
    }
  }

  @Test
  void otherFailures_andTheLastOne_comeOut() {
    try (ThreadPool pool = new ThreadPool(2)) {
      assertThatThrownBy(() -> tried(pool, new IOException("frayed")).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class);
      assertThat(attempts).hasValue(4);
      assertThatThrownBy(() -> tried(pool, new IllegalStateException("cut")).get())
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThat(attempts).hasValue(5);
    }
  }

  private CompletableFuture<Integer> tried(ThreadPool pool, Exception failure) {
    return Failsafe.with(onIoExceptions())
        .getStageAsync(
            () ->
                pool.<Integer>submit(
                    () -> {
                      attempts.incrementAndGet();
                      throw failure;
                    }));
  }

  @Test
  void cancellingTheResult_interruptsTheAttempt() throws Exception {
    try (ThreadPool pool = new ThreadPool(2)) {
      CountDownLatch inBody = new CountDownLatch(1);
      AtomicReference<TaskFuture<Integer>> attempt = new AtomicReference<>();
      CompletableFuture<Integer> result =
          Failsafe.with(onIoExceptions())
              .getStageAsync(
                  () -> {
                    attempt.set(
                        pool.submit(
                            () -> {
                              inBody.countDown();
                              new CountDownLatch(1).await();
                              return 1;
                            }));
                    return attempt.get();
                  });
      inBody.await();
      assertThat(result.cancel(true)).isTrue();
      ThreadStates.awaitTrue("the attempt is cancelled", () -> attempt.get().isCancelled());
    }
  }
}
