package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.multiprocess.internal.PrivateSocket;
import dev.ropewalk.multiprocess.internal.Secrets;
import dev.ropewalk.multiprocess.internal.Uninterrupted;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Two ends of one connection: what is sent into one is received from the other. Python: {@code Pipe()}. Making one waits for
 * nobody; an interrupt neither breaks it off nor gets lost.
 *
 * @param first sends and receives; of a {@linkplain #oneWay() one-way} pipe it only receives
 * @param second sends and receives; of a one-way pipe it only sends
 */
public record Pipe(Connection first, Connection second) implements Closeable {

  private static final int TOKEN = 32;

  /**
   * A pipe of which both ends send and receive. Python: {@code Pipe()}.
   *
   * @throws IOException if the system has no sockets left, or no room in the folder for temporary files
   */
  public static Pipe duplex() throws IOException {
    return Uninterrupted.run(() -> open(true));
  }

  /**
   * A pipe from the second end to the first. Python: {@code Pipe(duplex=False)}.
   *
   * @throws IOException if the system has no sockets left, or no room in the folder for temporary files
   */
  public static Pipe oneWay() throws IOException {
    return Uninterrupted.run(() -> open(false));
  }

  private static Pipe open(boolean duplex) throws IOException {
    PrivateSocket socket = PrivateSocket.create();
    try (ServerSocketChannel listener = socket.listen()) {
      FrameChannel second =
          Connecting.framesOf(SocketChannel.open(UnixDomainSocketAddress.of(socket.path())));
      try {
        FrameChannel first = other(second.channel(), listener);
        ObjectRules rules = ObjectRules.applicationClasses();
        return new Pipe(
            new Connection(first, rules, true, duplex),
            new Connection(second, rules, duplex, true));
      } catch (IOException | RuntimeException e) {
        second.close();
        throw e;
      }
    } finally {
      socket.delete();
    }
  }

  /** The other end of this one; whoever else has come is turned away. */
  private static FrameChannel other(SocketChannel end, ServerSocketChannel listener)
      throws IOException {
    byte[] token = Secrets.random(TOKEN);
    end.write(ByteBuffer.wrap(token)); // as much always fits
    while (true) {
      FrameChannel accepted = Connecting.framesOf(listener.accept());
      ByteBuffer sent = ByteBuffer.allocate(TOKEN);
      accepted.channel().read(sent);
      if (Arrays.equals(sent.array(), token)) {
        return accepted;
      }
      accepted.close();
    }
  }

  /** Closes both ends. */
  @Override
  public void close() throws IOException {
    try {
      first.close();
    } finally {
      second.close();
    }
  }
}
