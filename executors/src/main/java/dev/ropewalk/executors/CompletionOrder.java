package dev.ropewalk.executors;

import com.google.common.util.concurrent.UncheckedTimeoutException;
import dev.ropewalk.executors.internal.Droppable;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they are done. The reading side is confined to one thread; done callbacks put each future
 * into a queue, from which the reader takes as many as are missing.
 */
final class CompletionOrder<F extends TaskFuture<?>> implements Iterator<F> {

  private Iterator<? extends F> source;
  private final int lookAhead;
  private final @Nullable Duration timeout;
  private final @Nullable Deadline deadline;
  private final Arrivals<F> arrivals = new Arrivals<>();

  /** Taken from the source and not yet read. */
  private final Set<F> missing = new LinkedHashSet<>();

  private int takenSoFar;
  private boolean ended;

  CompletionOrder(Iterator<? extends F> source, int lookAhead, @Nullable Duration timeout) {
    this.source = source;
    this.lookAhead = lookAhead;
    this.timeout = timeout;
    this.deadline = timeout == null ? null : Deadline.after(timeout);
    takeAhead();
  }

  @Override
  public boolean hasNext() {
    takeAhead();
    return !missing.isEmpty();
  }

  @Override
  public F next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all futures were read");
    }
    try {
      F next =
          deadline == null
              ? arrivals.queue.take()
              : arrivals.queue.poll(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        int late = missing.size();
        close();
        throw new UncheckedTimeoutException(
            late + " of " + takenSoFar + " futures were not done within " + timeout);
      }
      missing.remove(next);
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

  private void takeAhead() {
    List<F> taken = new ArrayList<>();
    boolean complete = false;
    try {
      while (!ended && missing.size() < lookAhead && sourceHasNext()) {
        F next = source.next();
        if (missing.add(next)) {
          taken.add(next);
        }
      }
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
    if (taken.isEmpty()) {
      return;
    }
    takenSoFar += taken.size();
    // Those done now come before any that is done while callbacks are added.
    Map<Boolean, List<F>> byDone =
        taken.stream().collect(Collectors.partitioningBy(TaskFuture::isDone));
    arrivals.queue.addAll(byDone.getOrDefault(true, List.of()));
    byDone
        .getOrDefault(false, List.of())
        .forEach(future -> future.addDoneCallback(new Arrival<>(future, arrivals)));
  }

  /** Once it has not, the source is let go: the caller may change what it comes from, and drop futures it has read. */
  private boolean sourceHasNext() {
    if (source.hasNext()) {
      return true;
    }
    source = Collections.emptyIterator();
    return false;
  }

  void close() {
    ended = true;
    missing.clear();
    arrivals.dropped = true;
  }

  /** Those that are done and not yet read. */
  private static final class Arrivals<F> {
    final BlockingQueue<F> queue = new LinkedBlockingQueue<>();
    volatile boolean dropped;
  }

  /** The done callback of one of them. */
  private record Arrival<F extends TaskFuture<?>>(F future, Arrivals<F> arrivals)
      implements Consumer<TaskFuture<?>>, Droppable {
    @Override
    public void accept(TaskFuture<?> done) {
      arrivals.queue.add(future);
    }

    @Override
    public boolean isDropped() {
      return arrivals.dropped;
    }
  }
}
