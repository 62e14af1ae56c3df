package dev.ropewalk.executors.engine;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@code map}, as an iterator: a window of submitted tasks moves over the items as results are read. Confined to the
 * reading thread.
 */
final class LazyMap<A extends @Nullable Object, R extends @Nullable Object> implements Iterator<R> {

  private final TaskExecutor executor;
  private final PortableFunction<? super A, ? extends R> function;
  private final Iterator<? extends A> items;
  private final int lookAhead;
  private final @Nullable Duration timeout;
  private final @Nullable Deadline deadline;
  private final Deque<TaskFuture<R>> window = new ArrayDeque<>();

  private boolean ended;

  LazyMap(
      TaskExecutor executor,
      PortableFunction<? super A, ? extends R> function,
      Iterable<? extends A> items,
      int lookAhead,
      MapOptions options) {
    this.executor = executor;
    this.function = function;
    this.items = items.iterator();
    this.lookAhead = lookAhead;
    this.timeout = options.timeout();
    this.deadline = timeout == null ? null : Deadline.after(timeout);
    fillWindow();
  }

  @Override
  public boolean hasNext() {
    return !window.isEmpty();
  }

  @Override
  public R next() {
    TaskFuture<R> next = window.poll();
    if (next == null) {
      throw new NoSuchElementException("all results were read");
    }
    boolean finished = false;
    try {
      fillWindow();
      R result = await(next);
      finished = true;
      return result;
    } finally {
      if (!finished) {
        next.cancel(false);
        close();
      }
    }
  }

  private R await(TaskFuture<R> future) {
    try {
      return deadline == null
          ? future.get()
          : future.get(Duration.ofNanos(Math.max(0, deadline.remainingNanos())));
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new UncheckedTimeoutException(
          "not all results of map came within " + timeout + " of its call", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancellation =
          new CancellationException("interrupted while waiting for a result of map");
      cancellation.initCause(e);
      throw cancellation;
    }
  }

  private void fillWindow() {
    boolean filled = false;
    try {
      while (!ended && window.size() < lookAhead && items.hasNext()) {
        window.add(submit(items.next()));
      }
      filled = true;
    } finally {
      if (!filled) {
        close();
      }
    }
  }

  private TaskFuture<R> submit(A item) {
    try {
      return executor.submit(function, item);
    } catch (RejectedExecutionException e) {
      throw new RejectedExecutionException(
          "the executor was shut down before all items of map were submitted: read the results before closing it,"
              + " or submit all at once with MapOptions.eager()",
          e);
    }
  }

  void close() {
    ended = true;
    window.forEach(future -> future.cancel(false));
    window.clear();
  }
}
