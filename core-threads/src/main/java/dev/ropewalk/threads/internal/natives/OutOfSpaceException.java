package dev.ropewalk.threads.internal.natives;

import java.io.IOException;

/** There is not as much room, in memory or on a disk, as was asked for. */
public final class OutOfSpaceException extends IOException {
  private static final long serialVersionUID = 1;

  /** With what was asked for. */
  public OutOfSpaceException(String message) {
    super(message);
  }
}
