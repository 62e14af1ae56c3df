package dev.ropewalk.executors;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How {@link TaskExecutor#map(PortableFunction, Iterable, MapOptions) map} runs.
 *
 * @param lookAhead how many tasks may be submitted and not yet read; 0 lets the executor choose from its workers. Python
 *     submits everything at once unless {@code buffersize} is given (3.14); here a window is the default, so that endless
 *     input never fills memory, and {@link #eager()} is Python's default.
 * @param timeout the time for all results together, counted from the call of {@code map}; null for no limit
 */
public record MapOptions(int lookAhead, @Nullable Duration timeout) {

  private static final MapOptions DEFAULTS = new MapOptions(0, null);

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if {@code lookAhead} or {@code timeout} is negative
   */
  public MapOptions {
    if (lookAhead < 0) {
      throw new IllegalArgumentException("lookAhead must not be negative: " + lookAhead);
    }
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative: " + timeout);
    }
  }

  /** The executor's window, no timeout. */
  public static MapOptions defaults() {
    return DEFAULTS;
  }

  /** These with a window of this many tasks; Python's {@code buffersize}. */
  public MapOptions withLookAhead(int tasks) {
    if (tasks < 1) {
      throw new IllegalArgumentException("lookAhead must be at least 1: " + tasks);
    }
    return new MapOptions(tasks, timeout);
  }

  /** These with everything submitted at the call, as Python does by default. The input must end. */
  public MapOptions eager() {
    return new MapOptions(Integer.MAX_VALUE, timeout);
  }

  /** These with a limit for all results together, counted from the call of {@code map}. */
  public MapOptions withTimeout(Duration limit) {
    return new MapOptions(lookAhead, limit);
  }
}
