package dev.ropewalk.async.testing;

/** A program failed in one of the orders that {@link VirtualTime#explore} tried. The cause is what it failed with. */
public final class OrderFailedError extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final long seed;

  OrderFailedError(long seed, int before, Throwable cause) {
    super(
        "order "
            + seed
            + " failed, after "
            + before
            + " that passed; VirtualTime.permuted("
            + seed
            + "L).run(...) repeats it: "
            + cause,
        cause);
    this.seed = seed;
  }

  /** With it {@link VirtualTime#permuted} repeats the run. */
  public long seed() {
    return seed;
  }
}
