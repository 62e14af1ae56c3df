package dev.ropewalk.multiprocess.shared;

import java.io.IOException;

/**
 * There is not as much memory as was asked for. Told when shared memory is made: its room is taken then, so that writing to
 * it later can't fail. Python tells nobody, and the process dies at a write.
 */
public final class NoSpaceException extends SharedMemoryException {
  private static final long serialVersionUID = 1;

  NoSpaceException(String message, IOException cause) {
    super(message, cause);
  }
}
