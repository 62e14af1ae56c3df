package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.memory.NoRoomException;

/**
 * There is not as much memory as was asked for. Told when shared memory is made: its room is taken then, so that writing to
 * it later can't fail. Python tells nobody, and the process dies at a write.
 */
public final class NoSpaceException extends SharedMemoryException {
  private static final long serialVersionUID = 1;

  NoSpaceException(NoRoomException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
