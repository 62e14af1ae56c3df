package dev.ropewalk.async.sync;

/**
 * A semaphore that refuses to have more permits than it started with: a release too many is an error in the program. Python's
 * {@code asyncio.BoundedSemaphore}. Otherwise as {@link AsyncSemaphore}.
 */
public final class AsyncBoundedSemaphore extends AsyncSemaphore {

  private final int bound;

  /** A semaphore with one permit. */
  public AsyncBoundedSemaphore() {
    this(1);
  }

  /**
   * A semaphore with this many permits to begin with, and never more.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public AsyncBoundedSemaphore(int permits) {
    super(permits);
    bound = permits;
  }

  @Override
  int mostPermits() {
    return bound;
  }
}
