package dev.ropewalk.multiprocess;

import dev.ropewalk.multiprocess.pool.RemoteFailure;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an exception that a task threw in another process and that could not come over itself, because it can't be
 * serialized there or deserialized here. Its message describes the original, its stack trace is the
 * original's, and its causes and what it suppressed are stand-ins too. If deserializing failed here, that is among what is
 * suppressed.
 */
public final class RemoteTaskException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private RemoteTaskException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * From what was told of the original, its causes and what it suppressed.
   *
   * @param reason why it could not come itself
   * @param failure what came of deserializing it here; null if it did not get that far
   */
  static RemoteTaskException of(Object[] described, String reason, @Nullable Throwable failure) {
    RemoteFailure original = RemoteFailure.of(described);
    RemoteTaskException standIn =
        new RemoteTaskException(
            original + " (this is a stand-in: the exception itself can't travel: " + reason + ")",
            original.getCause());
    standIn.setStackTrace(original.getStackTrace());
    for (Throwable each : original.getSuppressed()) {
      standIn.addSuppressed(each);
    }
    if (failure != null) {
      standIn.addSuppressed(failure);
    }
    return standIn;
  }
}
