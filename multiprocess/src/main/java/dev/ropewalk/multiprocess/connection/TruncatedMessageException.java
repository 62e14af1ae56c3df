package dev.ropewalk.multiprocess.connection;

import java.io.EOFException;
import java.io.IOException;

/**
 * A connection ended within a message: the other side died, or is no peer. Between messages the end is an {@link
 * EOFException}. Python: {@code OSError}.
 */
public final class TruncatedMessageException extends IOException {
  private static final long serialVersionUID = 1;

  TruncatedMessageException(EOFException cause) {
    super(cause.getMessage(), cause);
  }
}
