package dev.ropewalk.multiprocess.connection;

import java.io.IOException;
import java.net.ProtocolException;

/**
 * A message is longer than its receiver allows. Nothing of it was read, and since nobody can tell where the next one begins,
 * the connection can't be read any more. Python: {@code OSError}.
 */
public final class MessageTooLongException extends IOException {
  private static final long serialVersionUID = 1;

  MessageTooLongException(ProtocolException cause) {
    super(cause.getMessage(), cause);
  }
}
