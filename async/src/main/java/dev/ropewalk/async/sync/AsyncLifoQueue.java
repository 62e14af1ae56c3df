package dev.ropewalk.async.sync;

import java.util.ArrayDeque;
import java.util.Collections;

/**
 * A queue between coroutines that gives out the newest item first. Python's {@code asyncio.LifoQueue}. Otherwise as {@link
 * AsyncQueue}.
 *
 * @param <E> the type of the items
 */
public final class AsyncLifoQueue<E> extends AsyncQueue<E> {

  /** An unbounded queue. */
  public AsyncLifoQueue() {
    this(Integer.MAX_VALUE);
  }

  /**
   * A queue for at most this many items; {@link Integer#MAX_VALUE} counts as unbounded.
   *
   * @throws IllegalArgumentException if the capacity is less than one
   */
  public AsyncLifoQueue(int capacity) {
    super(capacity, Collections.asLifoQueue(new ArrayDeque<>()));
  }
}
