package dev.ropewalk.multiprocess.shared;

import java.io.IOException;

/** A segment is smaller than what should be in it. */
public final class SizeMismatchException extends SharedMemoryException {
  private static final long serialVersionUID = 1;

  SizeMismatchException(String message) {
    super(message, new IOException(message));
  }
}
