package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.TaskFuture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The results of a map, chunk by chunk. Confined to the reading thread. */
abstract class MapResults<R extends @Nullable Object> implements LazyResults<R> {

  private final int likelySize;
  private final OneByOne oneByOne = new OneByOne();
  private final LazyResults<R> results = LazyResults.of(oneByOne, this::cancelRest);

  /**
   * Results of some tasks.
   *
   * @param likelySize how many there will be, as far as can be known; 0 if it can't
   */
  MapResults(int likelySize) {
    this.likelySize = likelySize;
  }

  /** Whether there is another task to read. */
  abstract boolean hasNextTask();

  /** The task to read next; only called if there is one. It is no longer among those that {@link #cancelRest} cancels. */
  abstract TaskFuture<List<R>> nextTask();

  /** Waits for the outcome of a task. */
  abstract List<R> outcome(TaskFuture<List<R>> task)
      throws InterruptedException, ExecutionException;

  /** Submits no more and cancels what was submitted and not read. */
  abstract void cancelRest();

  @Override
  public final Iterator<R> iterator() {
    return results.iterator();
  }

  /** {@inheritDoc} Takes whole chunks, which costs less than taking each result. */
  @Override
  public final List<R> toList() {
    Iterator<R> _ = iterator(); // they are read once
    List<R> all = new ArrayList<>(likelySize);
    while (hasNextTask()) {
      all.addAll(nextChunk());
    }
    return Collections.unmodifiableList(all);
  }

  /** Ends reading. */
  @Override
  public final void close() {
    oneByOne.chunk = Collections.emptyIterator();
    results.close();
  }

  private List<R> nextChunk() {
    TaskFuture<List<R>> task = null;
    boolean finished = false;
    try {
      task = nextTask();
      List<R> chunk = outcome(task);
      finished = true;
      return chunk;
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

  /** All results, across the chunks. */
  private final class OneByOne implements Iterator<R> {

    private Iterator<R> chunk = Collections.emptyIterator();

    @Override
    public boolean hasNext() {
      return chunk.hasNext() || hasNextTask();
    }

    @Override
    public R next() {
      if (!chunk.hasNext()) {
        if (!hasNextTask()) {
          throw new NoSuchElementException("all results were read");
        }
        chunk = nextChunk().iterator();
      }
      R result = chunk.next();
      if (!chunk.hasNext()) {
        chunk = Collections.emptyIterator(); // whoever reads results one by one need not keep them
      }
      return result;
    }
  }
}
