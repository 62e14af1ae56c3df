package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.ProgressTracker;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a map, each submitted when it is asked for: one for each chunk of items. Confined to the reader of the results.
 */
final class MapTasks<A extends @Nullable Object, R extends @Nullable Object>
    implements Iterator<TaskFuture<List<R>>> {

  /** A list of more items than this grows as they come: there may be fewer than a chunk. */
  private static final int MOST_RESERVED = 1 << 14;

  /** Likewise of results: the first may fail. */
  private static final int MOST_RESULTS_RESERVED = 1 << 22;

  private final TaskExecutor executor;
  private final MapFunction<A, R> function;
  private final Iterator<? extends A> items;
  private final ChunkSizes chunkSizes;
  private final @Nullable ProgressTracker progress;
  private final int likelySize;

  private boolean ended;

  MapTasks(
      TaskExecutor executor,
      PortableFunction<? super A, ? extends R> function,
      Items<A> items,
      MapOptions options,
      int parallelism) {
    this.executor = executor;
    this.function = new MapFunction<>(function);
    this.items = items.iterator();
    this.chunkSizes = ChunkSizes.of(options, items.size(), parallelism);
    this.likelySize = Math.clamp(items.size(), 0, MOST_RESULTS_RESERVED);
    this.progress =
        options.progress() == null ? null : new ProgressTracker(items.size(), options.progress());
  }

  /** How many items there are, as far as is known and fits into memory for sure; 0 if it is not. */
  int likelySize() {
    return likelySize;
  }

  /** Whether there are more items. */
  @Override
  public boolean hasNext() {
    boolean more = !ended && items.hasNext();
    if (!more) {
      end();
    }
    return more;
  }

  /** Submits the next task. */
  @Override
  public TaskFuture<List<R>> next() {
    List<A> chunk = nextChunk();
    TaskFuture<List<R>> task = submit(new MapChunk<A, R>(function, chunk));
    chunkSizes.follow(task);
    if (progress != null) {
      progress.add(task, chunk.size());
    }
    return task;
  }

  private List<A> nextChunk() {
    int chunkSize = chunkSizes.next();
    List<A> chunk = new ArrayList<>(Math.min(chunkSize, MOST_RESERVED));
    do {
      chunk.add(items.next());
    } while (chunk.size() < chunkSize && items.hasNext());
    return chunk;
  }

  private TaskFuture<List<R>> submit(MapChunk<A, R> body) {
    try {
      return executor.submit(body);
    } catch (RejectedExecutionException e) {
      if (!executor.isShutdown()) { // broken, full, or the thread was interrupted: it says so
        throw e;
      }
      throw new RejectedExecutionException(
          "the executor was shut down before all items of map were submitted: read the results before closing it,"
              + " or submit all at once with MapOptions.eager()",
          e);
    }
  }

  /** No more tasks. */
  void end() {
    ended = true;
    function.end();
    if (progress != null) {
      progress.close();
    }
  }
}
