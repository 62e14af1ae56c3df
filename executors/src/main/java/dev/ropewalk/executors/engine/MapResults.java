package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskFuture;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The results of a map as an iterator, chunk by chunk. Confined to the reading thread. */
abstract class MapResults<R extends @Nullable Object> implements Iterator<R> {

  private Iterator<R> chunk = Collections.emptyIterator();

  /** Whether there is another task to read. */
  abstract boolean hasNextTask();

  /** The task to read next; only called if there is one. It is no longer among those that {@link #cancelRest} cancels. */
  abstract TaskFuture<List<R>> nextTask();

  /** Waits for the outcome of a task. */
  abstract List<R> outcome(TaskFuture<List<R>> task)
      throws InterruptedException, ExecutionException;

  /** Submits no more and cancels what was submitted and not read. */
  abstract void cancelRest();

  /** Ends reading. */
  final void close() {
    chunk = Collections.emptyIterator();
    cancelRest();
  }

  @Override
  public final boolean hasNext() {
    return chunk.hasNext() || hasNextTask();
  }

  @Override
  public final R next() {
    if (!chunk.hasNext()) {
      if (!hasNextTask()) {
        throw new NoSuchElementException("all results were read");
      }
      chunk = nextChunk();
    }
    R result = chunk.next();
    if (!chunk.hasNext()) {
      chunk = Collections.emptyIterator(); // whoever reads results one by one need not keep them
    }
    return result;
  }

  private Iterator<R> nextChunk() {
    TaskFuture<List<R>> task = null;
    boolean finished = false;
    try {
      task = nextTask();
      Iterator<R> results = outcome(task).iterator();
      finished = true;
      return results;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancellation =
          new CancellationException("interrupted while waiting for a result of map");
      cancellation.initCause(e);
      throw cancellation;
    } finally {
      if (!finished) {
        if (task != null) {
          boolean _ = task.cancel(false);
        }
        close();
      }
    }
  }
}
