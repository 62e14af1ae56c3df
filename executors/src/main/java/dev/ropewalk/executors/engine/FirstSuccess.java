package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@code invokeAny} for tasks that may run in another JVM. That of {@code AbstractExecutorService} wraps each task in one
 * that reports to a queue of the caller, which can't travel; this one asks the futures.
 */
final class FirstSuccess {

  private FirstSuccess() {}

  static <T extends @Nullable Object> T of(
      TaskExecutor executor, Collection<? extends Callable<T>> tasks, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("invokeAny needs at least one task");
    }
    Deadline deadline = Deadline.after(timeout);
    List<TaskFuture<T>> futures = new ArrayList<>();
    try {
      BlockingQueue<TaskFuture<T>> done = new LinkedBlockingQueue<>();
      for (Callable<T> task : tasks) {
        TaskFuture<T> future = executor.submit(task);
        futures.add(future);
        future.addDoneCallback(_ -> done.add(future));
      }
      ExecutionException failure = null;
      for (int i = 0; i < futures.size(); i++) {
        TaskFuture<T> next = done.poll(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
          throw new TimeoutException("no task was successful within " + timeout);
        }
        try {
          return next.get();
        } catch (ExecutionException e) {
          failure = e;
        } catch (CancellationException e) {
          failure = new ExecutionException(e);
        }
      }
      throw Objects.requireNonNull(failure, "all have failed");
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }
}
