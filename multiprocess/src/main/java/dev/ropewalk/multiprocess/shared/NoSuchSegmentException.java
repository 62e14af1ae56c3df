package dev.ropewalk.multiprocess.shared;

import java.nio.file.NoSuchFileException;

/** There is no segment of this name, or no longer: Python's {@code FileNotFoundError}. */
public final class NoSuchSegmentException extends SharedMemoryException {
  private static final long serialVersionUID = 1;

  NoSuchSegmentException(String message, String file) {
    super(message, new NoSuchFileException(file));
  }
}
