package dev.ropewalk.multiprocess.connection;

import java.io.IOException;

/** A message did not fit into the buffer it was to be received into. It is not lost: {@link #receivedMessage()} has all of it. */
public final class BufferTooShortException extends IOException {
  private static final long serialVersionUID = 1;

  private final byte[] received;

  BufferTooShortException(byte[] received, int room) {
    super(
        "a message of "
            + received.length
            + " bytes came where the buffer has room for "
            + room
            + "; receivedMessage() has it");
    this.received = received;
  }

  /** The whole message; not a copy. */
  public byte[] receivedMessage() {
    return received;
  }
}
