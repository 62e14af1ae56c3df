package dev.ropewalk.async.carrier;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets the package for tests make runners whose loop has another clock and another order, and see what their tasks wait
 * for, without making either public. Runners and loops are an Object here, because this package knows nothing of the one
 * that uses it.
 */
public abstract class LoopAccess {

  private static volatile @Nullable LoopAccess instance;

  /** For {@code Runner}, which is the one that knows how. */
  protected LoopAccess() {}

  /** Called once, by {@code Runner} as it is initialized. */
  public static void install(LoopAccess access) {
    instance = access;
  }

  /**
   * A runner whose loop waits like this. {@code Runner} must have been initialized.
   *
   * @param seed of the order in which tasks go on that are ready at the same time; null for the usual one
   */
  public static AutoCloseable newRunner(IdleWait idle, @Nullable Long seed) {
    return access().runner(idle, seed);
  }

  /** What each task of a loop waits for, a line each. Called by the holder of the loop's baton. */
  public static List<String> waits(Object loop) {
    return access().waitsOf(loop);
  }

  private static LoopAccess access() {
    return Objects.requireNonNull(instance);
  }

  /** See {@link #newRunner}. */
  protected abstract AutoCloseable runner(IdleWait idle, @Nullable Long seed);

  /** See {@link #waits}. */
  protected abstract List<String> waitsOf(Object loop);
}
