package dev.ropewalk.multiprocess;

import org.jspecify.annotations.Nullable;

/**
 * Stands in for an exception that a task threw in another process and that could not come over itself, because it can't be
 * serialized there or deserialized here. Its message describes the original, and its stack trace is the original's.
 */
public final class RemoteTaskException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RemoteTaskException(
      String original, StackTraceElement[] stack, String reason, @Nullable Throwable cause) {
    super(original + " (this is a stand-in: the exception itself can't travel: " + reason + ")");
    initCause(cause);
    setStackTrace(stack);
  }
}
