package dev.ropewalk.sync;

/**
 * A {@link CountingSemaphore} that never has more permits than it started with: a release too many is an error instead of
 * one more permit. Python's {@code threading.BoundedSemaphore}.
 *
 * <p>It guards things of which there is a fixed number, and finds the bug of giving one back twice. In everything else it
 * is the semaphore that it extends, as in Python. Where Python raises {@code ValueError} for a release too many, this
 * throws {@link IllegalStateException}: the argument is right, the state is not.
 */
public final class BoundedSemaphore extends CountingSemaphore {

  /** A semaphore with one permit, as {@code BoundedSemaphore()}. */
  public BoundedSemaphore() {
    this(1);
  }

  /**
   * A semaphore with this many permits, and never more.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public BoundedSemaphore(int permits) {
    this(permits, false);
  }

  /**
   * A semaphore with this many permits, and never more.
   *
   * @param fair whether threads get permits strictly in the order in which they began to wait
   * @throws IllegalArgumentException if the number is negative
   */
  public BoundedSemaphore(int permits, boolean fair) {
    super(new Sync(notNegative(permits), fair));
  }

  /** The bound is checked against the number that the compare-and-set of the release then replaces, so none slips by. */
  @SuppressWarnings("serial") // see HoldableSync
  private static final class Sync extends CountingSemaphore.Sync {

    private final int bound;

    Sync(int permits, boolean fair) {
      super(permits, fair);
      bound = permits;
    }

    @Override
    void checkSum(int free, int permits) {
      if (permits > bound - free) {
        throw new IllegalStateException(
            "can't release "
                + permits(permits)
                + " to "
                + this
                + ": it never has more than it started with; release once per acquire");
      }
    }

    @Override
    String state() {
      return permits() + " of " + permits(bound);
    }
  }
}
