package dev.ropewalk.multiprocess.shared;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Shared memory that can't be made, opened or used; the subclasses say what is wrong. Python: {@code OSError} and its
 * subclasses. Using what was closed is an {@link IllegalStateException}, and a name or size that can't be right an {@link
 * IllegalArgumentException}.
 */
public class SharedMemoryException extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  SharedMemoryException(String message, IOException cause) {
    super(message, cause);
  }
}
