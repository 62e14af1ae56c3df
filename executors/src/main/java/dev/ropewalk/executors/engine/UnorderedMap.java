package dev.ropewalk.executors.engine;

import com.google.common.collect.Streams;
import dev.ropewalk.executors.Futures;
import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.TaskFuture;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The results of {@code mapUnordered}: of a window of submitted tasks, those that are done first. */
final class UnorderedMap<R extends @Nullable Object> extends MapResults<R> {

  private final MapTasks<?, R> tasks;
  private final Set<TaskFuture<List<R>>> unread = new LinkedHashSet<>();
  private final LazyResults<TaskFuture<List<R>>> completed;
  private final Iterator<TaskFuture<List<R>>> iterator;

  UnorderedMap(MapTasks<?, R> tasks, int lookAhead, @Nullable Duration timeout) {
    super(tasks.likelySize());
    this.tasks = tasks;
    Stream<TaskFuture<List<R>>> submitted = Streams.stream(tasks).peek(unread::add);
    boolean begun = false;
    try {
      this.completed =
          timeout == null
              ? Futures.asCompleted(submitted, lookAhead)
              : Futures.asCompleted(submitted, lookAhead, timeout);
      this.iterator = completed.iterator();
      begun = true;
    } finally {
      if (!begun) {
        cancelUnread();
      }
    }
  }

  @Override
  boolean hasNextTask() {
    boolean asked = false;
    try {
      boolean more = iterator.hasNext(); // submits, if there is room
      asked = true;
      return more;
    } finally {
      if (!asked) {
        cancelUnread();
      }
    }
  }

  @Override
  TaskFuture<List<R>> nextTask() {
    TaskFuture<List<R>> next = iterator.next();
    unread.remove(next);
    return next;
  }

  @Override
  List<R> outcome(TaskFuture<List<R>> done) throws InterruptedException, ExecutionException {
    return done.get();
  }

  @Override
  void cancelRest() {
    completed.close();
    cancelUnread();
  }

  private void cancelUnread() {
    tasks.end();
    unread.forEach(task -> task.cancel(false));
    unread.clear();
  }
}
