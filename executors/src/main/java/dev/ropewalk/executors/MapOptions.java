package dev.ropewalk.executors;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How {@link TaskExecutor#map(PortableFunction, Iterable, MapOptions) map} runs.
 *
 * @param lookAhead how many tasks may be submitted and not yet read; 0 lets the executor choose from its workers. Python
 *     submits everything at once unless {@code buffersize} is given (3.14); here a window is the default, so that endless
 *     input never fills memory, and {@link #eager()} is Python's default.
 * @param chunkSize how many items one task takes; {@link #EVEN_CHUNKS} and {@link #ADAPTIVE_CHUNKS} let it follow from the
 *     items. More than one pays when the function is quick, and most in process pools.
 * @param timeout the time for all results together, counted from the call of {@code map}; null for no limit
 * @param progress is told of each task that ends; null for nobody
 */
public record MapOptions(
    int lookAhead, int chunkSize, @Nullable Duration timeout, @Nullable ProgressListener progress) {

  /** A chunk size that stands for {@link #withEvenChunks}. */
  public static final int EVEN_CHUNKS = 0;

  /** A chunk size that stands for {@link #withAdaptiveChunks}. */
  public static final int ADAPTIVE_CHUNKS = -1;

  private static final MapOptions DEFAULTS = new MapOptions(0, 1, null, null);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if {@code lookAhead} or {@code timeout} is negative, or {@code chunkSize} is neither a number
   *     of items nor one of the constants
   */
  public MapOptions {
    if (lookAhead < 0) {
      throw new IllegalArgumentException("lookAhead must not be negative: " + lookAhead);
    }
    if (chunkSize < ADAPTIVE_CHUNKS) {
      throw atLeastOne(chunkSize);
    }
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative: " + timeout);
    }
  }

  /** The executor's window, one item to a task, no timeout, no listener. */
  public static MapOptions defaults() {
    return DEFAULTS;
  }

  /** These with a window of this many tasks; Python's {@code buffersize}. */
  public MapOptions withLookAhead(int tasks) {
    if (tasks < 1) {
      throw new IllegalArgumentException("lookAhead must be at least 1: " + tasks);
    }
    return new MapOptions(tasks, chunkSize, timeout, progress);
  }

  /** These with everything submitted at the call, as Python does by default. The input must end. */
  public MapOptions eager() {
    return new MapOptions(Integer.MAX_VALUE, chunkSize, timeout, progress);
  }

  /**
   * These with so many items to a task; Python's {@code chunksize}. As in Python, an item for which the function fails takes
   * the results of its chunk with it, the window counts tasks, and a task is what is cancelled or timed out.
   *
   * @throws IllegalArgumentException if that is less than 1
   */
  public MapOptions withChunkSize(int items) {
    if (items < 1) {
      throw atLeastOne(items);
    }
    return new MapOptions(lookAhead, items, timeout, progress);
  }

  private static IllegalArgumentException atLeastOne(int chunkSize) {
    return new IllegalArgumentException("chunkSize must be at least 1: " + chunkSize);
  }

  /**
   * These with the items divided evenly into four tasks for each worker, as {@code multiprocessing.Pool.map} does by default:
   * the chunk size is {@code ceil(items / (4 * workers))}. Where it is not known how many items there are, as in {@link
   * #withAdaptiveChunks()}; Python reads them all first.
   */
  public MapOptions withEvenChunks() {
    return new MapOptions(lookAhead, EVEN_CHUNKS, timeout, progress);
  }

  /**
   * These with a chunk size that begins with one item and follows the time that tasks take: a few milliseconds are aimed at, so
   * that quick functions get large chunks and slow ones small. Toward the end of a known number of items chunks become
   * smaller. Python has no such rule.
   */
  public MapOptions withAdaptiveChunks() {
    return new MapOptions(lookAhead, ADAPTIVE_CHUNKS, timeout, progress);
  }

  /** These with a limit for all results together, counted from the call of {@code map}. */
  public MapOptions withTimeout(Duration limit) {
    return new MapOptions(lookAhead, chunkSize, limit, progress);
  }

  /** These with someone who is told how far the tasks have come; what tqdm is used for in Python. */
  public MapOptions withProgress(ProgressListener listener) {
    return new MapOptions(lookAhead, chunkSize, timeout, listener);
  }
}
