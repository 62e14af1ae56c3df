package dev.ropewalk.sync;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown to every party of a {@link Barrier} round that will never be complete: a party timed out or was interrupted, the
 * action failed, or somebody called {@link Barrier#abort()} or {@link Barrier#reset()}. Python's {@code
 * threading.BrokenBarrierError}.
 *
 * <p>The message says which, and the cause is what the action threw, if that broke the barrier. Unchecked, as Python's, and
 * unlike {@code java.util.concurrent.BrokenBarrierException}, whose name it leaves alone.
 */
public final class BarrierBrokenException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1L;

  /** With what happened to which barrier, and the cause if something was thrown. */
  public BarrierBrokenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
