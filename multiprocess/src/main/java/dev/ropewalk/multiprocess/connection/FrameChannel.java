package dev.ropewalk.multiprocess.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whole messages over a stream: each is preceded by its length, as four bytes, highest first, like CPython's connections.
 *
 * <p>Any number of threads may send; one receives. Both block. An interrupt closes the channel, as for every {@link
 * java.nio.channels.InterruptibleChannel}.
 */
public final class FrameChannel implements Closeable {

  /** The largest frame, 1 GiB: a longer length is taken for garbage. */
  public static final int MAX_FRAME = 1 << 30;

  /** How long the length is. */
  static final int HEADER = Integer.BYTES;

  private static final int BUFFER = 1 << 16;

  private final SocketChannel channel;
  private final ReentrantLock sendLock = new ReentrantLock();

  @GuardedBy("sendLock")
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);

  /** Received and not yet read, between position and limit. Touched by the receiving thread only. */
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).flip();

  /** Frames over a connected, blocking channel. */
  public FrameChannel(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Sends one frame.
   *
   * @throws IOException if the other side is gone
   * @throws IllegalArgumentException if the frame is larger than {@link #MAX_FRAME}
   */
  public void send(byte[] frame) throws IOException {
    if (frame.length > MAX_FRAME) {
      throw new IllegalArgumentException(
          "a frame of " + frame.length + " bytes exceeds the limit of " + MAX_FRAME);
    }
    sendLock.lock();
    try {
      out.clear().putInt(frame.length);
      int sent = 0;
      do {
        int length = Math.min(out.remaining(), frame.length - sent);
        out.put(frame, sent, length).flip();
        while (out.hasRemaining()) {
          channel.write(out);
        }
        sent += length;
        out.clear();
      } while (sent < frame.length);
    } finally {
      sendLock.unlock();
    }
  }

  /**
   * Waits for a frame.
   *
   * @return null if the other side closed the connection and all its frames were read
   * @throws IOException if the connection breaks, ends within a frame, or brings a length that is negative or larger than
   *     the limit; then the channel is of no more use
   */
  public byte @Nullable [] receive(int limit) throws IOException {
    if (!fill(HEADER)) {
      return null;
    }
    int length = in.getInt();
    if (length < 0 || length > limit) {
      throw new IOException("a frame of " + length + " bytes where at most " + limit + " may come");
    }
    byte[] frame = new byte[length];
    int received = 0;
    while (received < length) {
      if (!in.hasRemaining() && !fill(1)) {
        throw new EOFException(
            "the connection ended after " + received + " of " + length + " bytes of a frame");
      }
      int part = Math.min(in.remaining(), length - received);
      in.get(frame, received, part);
      received += part;
    }
    return frame;
  }

  /** Reads until so many bytes are there; false if the stream ends before the first of them. */
  private boolean fill(int needed) throws IOException {
    if (in.remaining() >= needed) {
      return true;
    }
    in.compact();
    try {
      while (in.position() < needed) {
        if (channel.read(in) < 0) {
          if (in.position() > 0) {
            throw new EOFException("the connection ended within the length of a frame");
          }
          return false;
        }
      }
      return true;
    } finally {
      in.flip();
    }
  }

  /** Ends the reading, also of a thread that waits for a frame: it finds the end of the connection. */
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
