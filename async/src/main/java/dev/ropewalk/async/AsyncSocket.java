package dev.ropewalk.async;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * A connected stream socket that coroutines wait for without stopping their loop: {@link #connect} makes one, and {@link
 * AsyncServerSocket#accept}. Python's non-blocking sockets with the loop's {@code sock_connect}, {@code sock_recv_into} and
 * {@code sock_sendall}; a channel of its own here, so that whatever reads from or writes to a {@link ByteChannel} suspends
 * the coroutine where it would have blocked. It is TCP, or a Unix socket if the address is one.
 *
 * <p>Methods that suspend are for coroutines of the loop on which the socket was made and throw {@link
 * WrongThreadException} elsewhere. At most one coroutine at a time may read, and one may write; another one gets an {@link
 * IllegalStateException}. Where an operation need not wait it does not suspend.
 *
 * <p><b>Cancellation</b> reaches a coroutine that waits here. No byte is lost by it: what was not read stays in the socket,
 * and a write that was cancelled leaves in the buffer what was not sent.
 *
 * <p><b>Closing</b> is up to the user, by try-with-resources for instance; what is open when the loop closes is closed with
 * it.
 */
public final class AsyncSocket implements ByteChannel {

  private final SocketChannel channel;
  private final Readiness readiness;

  AsyncSocket(EventLoop loop, SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    this.readiness = new Readiness(loop, channel);
  }

  /**
   * Connects to an address; suspends until that is done. A host name in an {@link java.net.InetSocketAddress} was resolved
   * when that was made, and making it blocks.
   *
   * @throws java.nio.channels.UnresolvedAddressException if the host name could not be resolved
   * @throws IOException if the connection could not be made
   * @throws CancelledError if the calling task is cancelled; no socket is left open
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public static AsyncSocket connect(SocketAddress address) throws IOException {
    Objects.requireNonNull(address, "address");
    Task<?> caller = CurrentLoop.taskFor("AsyncSocket.connect");
    SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    try {
      AsyncSocket socket = new AsyncSocket(caller.loop(), channel);
      if (!channel.connect(address)) {
        do {
          socket.readiness.await(caller, SelectionKey.OP_CONNECT, true);
        } while (!channel.finishConnect());
      }
      return socket;
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  /**
   * Reads what is there, at most as much as the buffer takes; suspends until something is, or the end of the stream.
   *
   * @return how many bytes were read, -1 at the end of the stream; 0 only if the buffer takes none
   * @throws ClosedChannelException if the socket is closed, an {@link AsynchronousCloseException} if that happens meanwhile
   * @throws CancelledError if the calling task is cancelled; nothing was read then
   */
  @Override
  public int read(ByteBuffer buffer) throws IOException {
    Task<?> caller = readiness.caller("AsyncSocket.read");
    while (true) {
      int count = channel.read(buffer);
      if (count != 0 || !buffer.hasRemaining()) {
        return count;
      }
      readiness.await(caller, SelectionKey.OP_READ, true);
    }
  }

  /**
   * Writes all that the buffer holds; suspends as often as the socket takes no more for the moment. Python's {@code
   * sock_sendall}.
   *
   * @return how many bytes that were
   * @throws ClosedChannelException if the socket is closed, an {@link AsynchronousCloseException} if that happens meanwhile
   * @throws CancelledError if the calling task is cancelled; the buffer's position tells what was written
   */
  @Override
  public int write(ByteBuffer buffer) throws IOException {
    Task<?> caller = readiness.caller("AsyncSocket.write");
    int count = channel.write(buffer);
    while (buffer.hasRemaining()) {
      readiness.await(caller, SelectionKey.OP_WRITE, false);
      count += channel.write(buffer);
    }
    return count;
  }

  /** Tells the other side that nothing more comes, as {@link SocketChannel#shutdownOutput}. Does not suspend. */
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /**
   * The socket itself, for its options and addresses. It is in non-blocking mode and must stay so. If it is closed itself,
   * and not by {@link #close}, coroutines that wait for it learn that in the loop's next iteration only; closing it on another
   * thread does not wake the loop for that.
   */
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Closes the socket; coroutines that wait for it get an {@link AsynchronousCloseException}. Does not suspend. */
  @Override
  public void close() throws IOException {
    readiness.close();
  }

  @Override
  public String toString() {
    return "AsyncSocket[" + channel + "]";
  }
}
