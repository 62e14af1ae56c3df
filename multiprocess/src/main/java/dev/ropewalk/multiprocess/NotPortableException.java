package dev.ropewalk.multiprocess;

import dev.ropewalk.multiprocess.internal.SafeText;
import dev.ropewalk.multiprocess.internal.UnreachableClassException;
import java.io.NotSerializableException;
import org.jspecify.annotations.Nullable;

/**
 * Something can't travel to or from another process: a task, or what it captures, or what it returned. Python raises
 * {@code PicklingError} for the first and {@code MaybeEncodingError} for the last.
 */
public final class NotPortableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  NotPortableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A task that could not be sent. */
  static NotPortableException ofTask(Object task, Throwable cause) {
    if (cause instanceof UnreachableClassException) {
      return new NotPortableException(
          SafeText.of(task) + " can't travel to another process: " + cause.getMessage(), cause);
    }
    String reason =
        cause instanceof NotSerializableException
            ? cause.getMessage() + " is not Serializable"
            : cause.toString();
    return new NotPortableException(
        SafeText.of(task)
            + " can't travel to another process: "
            + reason
            + "; make it Serializable, or make it in the task instead of capturing it; a lambda is"
            + " Serializable where a PortableCallable, PortableRunnable or PortableFunction is asked for",
        cause);
  }
}
