package dev.ropewalk.executors;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they are done. Each future's done callback puts it into a queue; the reader takes from
 * there as many as there are futures. The reading side is confined to one thread.
 */
final class CompletionOrder<T extends @Nullable Object> implements Iterator<TaskFuture<T>> {

  private final BlockingQueue<TaskFuture<T>> done = new LinkedBlockingQueue<>();
  private final int total;
  private final @Nullable Duration timeout;
  private final @Nullable Deadline deadline;

  private int missing;

  CompletionOrder(Collection<? extends TaskFuture<T>> futures, @Nullable Duration timeout) {
    this.timeout = timeout;
    this.deadline = timeout == null ? null : Deadline.after(timeout);
    Set<TaskFuture<T>> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    // Those done now come before any that is done while callbacks are added.
    for (TaskFuture<T> future : futures) {
      if (future.isDone() && distinct.add(future)) {
        done.add(future);
      }
    }
    for (TaskFuture<T> future : futures) {
      if (distinct.add(future)) {
        future.addDoneCallback(_ -> done.add(future));
      }
    }
    this.total = distinct.size();
    this.missing = total;
  }

  @Override
  public boolean hasNext() {
    return missing > 0;
  }

  @Override
  public TaskFuture<T> next() {
    if (missing == 0) {
      throw new NoSuchElementException("all futures were read");
    }
    try {
      TaskFuture<T> next =
          deadline == null
              ? done.take()
              : done.poll(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new UncheckedTimeoutException(
            missing + " of " + total + " futures were not done within " + timeout);
      }
      missing--;
      return next;
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      CancellationException cancellation =
          new CancellationException("interrupted while waiting for a future to be done");
      cancellation.initCause(e);
      throw cancellation;
    }
  }

  void close() {
    missing = 0;
  }
}
