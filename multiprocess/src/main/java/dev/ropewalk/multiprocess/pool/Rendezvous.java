package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.multiprocess.internal.PrivateSocket;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one child meets its parent: a Unix-domain socket in a new folder that only this user may enter. It takes one
 * connection, of whoever proves to know the key, and is gone once that is made. Confined to the thread that launches the
 * child.
 */
public final class Rendezvous implements Closeable {
  /*
   * One selector watches the listener and all who have connected, so that a stranger who sends nothing, too little or
   * garbage holds up nobody: the child is served as soon as its own answer is complete, and whoever proved nothing is
   * dropped. Of a stranger at most the 68 bytes of an answer are read, and they are compared, never decoded. The child's
   * death is looked for every few milliseconds; CompletableFutures of the process would run in the common pool, which the
   * application may have filled.
   */
  private static final Logger LOG = LoggerFactory.getLogger(Rendezvous.class);
  private static final long LOOK_FOR_DEATH_MILLIS = 50;
  private static final int ANSWER_FRAME = FrameChannel.HEADER + Handshake.ANSWER;

  private final PrivateSocket socket;
  private final ServerSocketChannel listener;
  private final Selector selector;

  private Rendezvous(PrivateSocket socket, ServerSocketChannel listener, Selector selector) {
    this.socket = socket;
    this.listener = listener;
    this.selector = selector;
  }

  /**
   * Opens a new place to meet.
   *
   * @throws IOException if there is no room for it in the folder for temporary files
   */
  @SuppressWarnings("MustBeClosed") // both are closed by close(), or here if that can't be reached
  public static Rendezvous open() throws IOException {
    PrivateSocket socket = PrivateSocket.create();
    ServerSocketChannel listener = socket.listen();
    try {
      return new Rendezvous(socket, listener, listenOn(listener));
    } catch (IOException | RuntimeException e) {
      listener.close();
      socket.delete();
      throw e;
    }
  }

  private static Selector listenOn(ServerSocketChannel listener) throws IOException {
    Selector selector = Selector.open();
    try {
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      return selector;
    } catch (IOException | RuntimeException e) {
      selector.close();
      throw e;
    }
  }

  /** Where the child is to connect. */
  public Path socket() {
    return socket.path();
  }

  /**
   * Waits until somebody has proved to know the key and been shown that we do, and then closes this rendezvous.
   *
   * @param childIsAlive false once nobody will come any more
   * @throws IOException if the child died before it came
   */
  public SocketChannel await(AuthKey key, BooleanSupplier childIsAlive) throws IOException {
    while (true) {
      boolean alive = childIsAlive.getAsBoolean();
      boolean _ = Thread.interrupted(); // it would close the channels
      selector.select(LOOK_FOR_DEATH_MILLIS);
      for (SelectionKey ready : selector.selectedKeys()) {
        if (ready.isAcceptable()) {
          accept();
        } else if (ready.attachment() instanceof Guest guest && guest.isProved(key)) {
          ready.cancel();
          close();
          return guest.welcome(key);
        }
      }
      selector.selectedKeys().clear();
      if (!alive) {
        throw new IOException("it ended before it connected to its parent");
      }
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = listener.accept();
    if (channel == null) {
      return;
    }
    Guest guest = new Guest(channel);
    try {
      channel.configureBlocking(false);
      channel.write(guest.challengeFrame());
      channel.register(selector, SelectionKey.OP_READ, guest);
    } catch (IOException e) {
      guest.refuse("it closed the connection");
    }
  }

  /** Turns away everybody who has not proved anything, and deletes the socket and its folder. */
  @Override
  public void close() throws IOException {
    if (!selector.isOpen()) {
      return;
    }
    try {
      for (SelectionKey registered : selector.keys()) {
        SelectableChannel channel = registered.channel();
        if (registered.isValid()) {
          channel.close();
        }
      }
      selector.close();
      listener.close();
    } finally {
      socket.delete();
    }
  }

  /** Somebody who connected: our child, or a stranger. */
  private static final class Guest {
    private final SocketChannel channel;
    private final byte[] challenge = Handshake.newChallenge();
    private final ByteBuffer received = ByteBuffer.allocate(ANSWER_FRAME);

    Guest(SocketChannel channel) {
      this.channel = channel;
    }

    ByteBuffer challengeFrame() {
      return frame(challenge);
    }

    private static ByteBuffer frame(byte[] content) {
      return ByteBuffer.allocate(FrameChannel.HEADER + content.length)
          .putInt(content.length)
          .put(content)
          .flip();
    }

    /** Reads what there is; true once that is a right answer. A wrong one closes the connection. */
    boolean isProved(AuthKey key) throws IOException {
      try {
        if (channel.read(received) < 0) {
          refuse("it closed the connection");
          return false;
        }
      } catch (IOException e) {
        refuse("the connection broke");
        return false;
      }
      boolean garbage =
          received.position() >= FrameChannel.HEADER && received.getInt(0) != Handshake.ANSWER;
      if (garbage || (!received.hasRemaining() && !Handshake.isRight(key, challenge, answer()))) {
        refuse("it does not know the key");
        return false;
      }
      return !received.hasRemaining();
    }

    private byte[] answer() {
      byte[] answer = new byte[Handshake.ANSWER];
      received.get(FrameChannel.HEADER, answer);
      return answer;
    }

    SocketChannel welcome(AuthKey key) throws IOException {
      try {
        channel.configureBlocking(true);
        ByteBuffer proof = frame(Handshake.proof(key, challenge, answer()));
        while (proof.hasRemaining()) {
          channel.write(proof);
        }
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }

    void refuse(String reason) throws IOException {
      LOG.warn("Refused a connection to the socket that waits for a child process: {}", reason);
      channel.close();
    }
  }
}
