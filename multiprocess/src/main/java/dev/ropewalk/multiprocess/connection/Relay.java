package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes messages on between an end of a connection that has moved to another process and the connection to that process,
 * until one of them ends; then the other does. A thread for each direction.
 */
final class Relay {

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private Relay() {}

  /** Begins. Both channels belong to it from now on. */
  static void start(FrameChannel one, FrameChannel other) {
    try {
      start(one, other, "ropewalk-relay-out");
      start(other, one, "ropewalk-relay-in");
    } catch (Throwable failure) { // out of threads
      close(one);
      close(other);
      throw failure;
    }
  }

  private static void start(FrameChannel from, FrameChannel to, String name) {
    Thread.ofPlatform().name(name).daemon().start(() -> pass(from, to));
  }

  private static void pass(FrameChannel from, FrameChannel to) {
    try {
      byte[] message = from.receive(FrameChannel.MAX_FRAME);
      while (message != null) {
        to.send(message);
        message = from.receive(FrameChannel.MAX_FRAME);
      }
    } catch (IOException e) {
      LOG.debug("A connection whose end is in another process broke", e);
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(FrameChannel frames) {
    try {
      frames.close();
    } catch (IOException e) {
      LOG.debug("Could not close a connection", e);
    }
  }
}
