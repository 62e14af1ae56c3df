package dev.ropewalk.async;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * A listening socket whose connections coroutines wait for without stopping their loop. Python's {@code sock_accept} on a
 * non-blocking socket. Threads, cancellation and closing are as in {@link AsyncSocket}.
 */
public final class AsyncServerSocket implements Closeable {

  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final Readiness readiness;

  private AsyncServerSocket(EventLoop loop, ServerSocketChannel channel) throws IOException {
    this.loop = loop;
    this.channel = channel;
    channel.configureBlocking(false);
    this.readiness = new Readiness(loop, channel);
  }

  /**
   * Listens on an address, on the loop on which the caller runs; port zero lets the system choose one. Does not suspend.
   *
   * @throws IOException if the address can't be had
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static AsyncServerSocket bind(SocketAddress address) throws IOException {
    Objects.requireNonNull(address, "address");
    EventLoop loop = CurrentLoop.loopFor("AsyncServerSocket.bind");
    ServerSocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      channel.bind(address);
      return new AsyncServerSocket(loop, channel);
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  /**
   * The next connection; suspends until there is one.
   *
   * @throws ClosedChannelException if the socket is closed, an {@link AsynchronousCloseException} if that happens meanwhile
   * @throws CancelledError if the calling task is cancelled; a connection that came stays for the next accept
   * @throws IllegalStateException if another coroutine is waiting here
   */
  public AsyncSocket accept() throws IOException {
    Task<?> caller = readiness.caller("AsyncServerSocket.accept");
    SocketChannel accepted;
    while ((accepted = channel.accept()) == null) {
      readiness.await(caller, SelectionKey.OP_ACCEPT, true);
    }
    try {
      return new AsyncSocket(loop, accepted);
    } catch (Throwable failure) {
      accepted.close();
      throw failure;
    }
  }

  /** The address on which it listens. */
  public SocketAddress address() throws IOException {
    return channel.getLocalAddress();
  }

  /** The socket itself, for its options. It is in non-blocking mode and must stay so; closing it is as said in {@link AsyncSocket#channel}. */
  public ServerSocketChannel channel() {
    return channel;
  }

  /** Whether it has not been closed. */
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Stops listening; a coroutine that waits in accept gets an {@link AsynchronousCloseException}. Does not suspend. */
  @Override
  public void close() throws IOException {
    readiness.close();
  }

  @Override
  public String toString() {
    return "AsyncServerSocket[" + channel + "]";
  }
}
