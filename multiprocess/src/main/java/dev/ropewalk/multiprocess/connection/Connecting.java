package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.threads.internal.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;

/** The client's way to a connection. */
final class Connecting {

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private Connecting() {}

  static SocketChannel open(SocketAddress address) throws IOException, InterruptedException {
    try {
      return SocketChannel.open(address);
    } catch (ClosedByInterruptException e) {
      boolean _ = Thread.interrupted(); // told by the exception
      InterruptedException interrupted = new InterruptedException("while connecting to " + address);
      interrupted.initCause(e);
      throw interrupted;
    } catch (UnresolvedAddressException e) {
      throw unknownHost(address, e);
    } catch (IOException e) {
      throw new IOException("nobody accepts connections at " + address + ": " + e.getMessage(), e);
    }
  }

  /** What the JDK throws unchecked, although whether a name is known is not the program's to know. */
  static UnknownHostException unknownHost(SocketAddress address, UnresolvedAddressException e) {
    UnknownHostException failure = new UnknownHostException("no address is known for " + address);
    failure.initCause(e);
    return failure;
  }

  /** Frames over a channel, which is closed if that fails. */
  static FrameChannel framesOf(SocketChannel channel) throws IOException {
    try {
      channel.configureBlocking(false);
      if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      return new FrameChannel(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  static Connection authenticated(SocketAddress address, AuthKey key, ObjectRules rules)
      throws IOException, InterruptedException {
    FrameChannel frames = framesOf(open(address));
    try {
      authenticate(frames, Authentication.ofClient(key), address);
      return new Connection(frames, rules);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      frames.close();
      throw e;
    }
  }

  private static void authenticate(
      FrameChannel frames, Authentication authentication, SocketAddress address)
      throws IOException, InterruptedException {
    try {
      while (!authentication.isDone()) {
        frames.awaitFrame(Authentication.LONGEST, Deadline.after(FOREVER));
        byte[] message = frames.take();
        if (message == null) {
          throw new EOFException("the listener at " + address + " closed the connection");
        }
        for (byte[] reply : authentication.next(message)) {
          frames.sendInterruptibly(reply, 0, reply.length);
        }
      }
    } catch (Authentication.Refusal e) {
      byte[] farewell = e.farewell();
      if (farewell != null) {
        frames.sendInterruptibly(farewell, 0, farewell.length);
      }
      throw new AuthenticationException(
          "whoever listens at " + address + " is not to be trusted: " + e.getMessage());
    }
  }
}
