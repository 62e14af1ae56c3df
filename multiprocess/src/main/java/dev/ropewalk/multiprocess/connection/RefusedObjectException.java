package dev.ropewalk.multiprocess.connection;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A message was not made an object: it is none that Java wrote, or the {@link ObjectRules} of the connection don't admit it.
 * The connection can still be used.
 */
public final class RefusedObjectException extends IOException {
  private static final long serialVersionUID = 1;

  RefusedObjectException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
