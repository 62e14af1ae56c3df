package dev.ropewalk.executors.engine;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The results of {@code map}, in the order of the items: a window of submitted tasks moves over them as results are read. */
final class LazyMap<R extends @Nullable Object> extends MapResults<R> {

  private final MapTasks<?, R> tasks;
  private final int lookAhead;
  private final @Nullable Duration timeout;
  private final @Nullable Deadline deadline;
  private final Deque<TaskFuture<List<R>>> window = new ArrayDeque<>();

  LazyMap(MapTasks<?, R> tasks, int lookAhead, @Nullable Duration timeout) {
    super(tasks.likelySize());
    this.tasks = tasks;
    this.lookAhead = lookAhead;
    this.timeout = timeout;
    this.deadline = timeout == null ? null : Deadline.after(timeout);
    fillWindow();
  }

  @Override
  boolean hasNextTask() {
    return !window.isEmpty();
  }

  @Override
  TaskFuture<List<R>> nextTask() {
    TaskFuture<List<R>> next = Objects.requireNonNull(window.peek(), "there is a next task");
    window.remove();
    boolean filled = false;
    try {
      fillWindow();
      filled = true;
      return next;
    } finally {
      if (!filled) {
        boolean _ = next.cancel(false);
      }
    }
  }

  @Override
  List<R> outcome(TaskFuture<List<R>> task) throws InterruptedException, ExecutionException {
    try {
      return deadline == null
          ? task.get()
          : task.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UncheckedTimeoutException(
          "not all results of map came within " + timeout + " of its call", e);
    }
  }

  private void fillWindow() {
    boolean filled = false;
    try {
      while (window.size() < lookAhead && tasks.hasNext()) {
        window.add(tasks.next());
      }
      filled = true;
    } finally {
      if (!filled) {
        cancelRest();
      }
    }
  }

  @Override
  void cancelRest() {
    tasks.end();
    window.forEach(task -> task.cancel(false));
    window.clear();
  }
}
