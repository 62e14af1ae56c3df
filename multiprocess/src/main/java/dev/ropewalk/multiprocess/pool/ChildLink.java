package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parent's end of the connection to a child. Takes care of the frames that every child sends: its log records, and that it
 * means to exit. Confined to the thread that serves the child, but that any thread may send.
 */
final class ChildLink implements Closeable {
  /*
   * What a child sent is read to the end before anybody asks how it exited. The system ends the connection after all of
   * that, so an exit that was announced is never taken for a signal. To ask when the process has ended would not do: its
   * last frames may wait to be read then. ChildLinkJCStress has both.
   */
  private final FrameChannel channel;
  private final String child;
  private final LastLines logs = new LastLines();
  private boolean exitAnnounced;

  ChildLink(SocketChannel channel, String child) {
    this.channel = new FrameChannel(channel);
    this.child = child;
  }

  /** Sends a frame of {@link Wire}. */
  void send(byte[] frame) throws IOException {
    channel.send(frame);
  }

  /** Waits for a frame that means something to the caller; null when the child is gone or will be at once. */
  byte @Nullable [] receive() {
    try {
      byte[] frame = channel.receive(FrameChannel.MAX_FRAME);
      while (frame != null && frame.length > 0 && isOurs(frame)) {
        frame = channel.receive(FrameChannel.MAX_FRAME);
      }
      return frame;
    } catch (IOException e) {
      return null; // broken in the middle of a frame: only its death does that
    }
  }

  private boolean isOurs(byte[] frame) {
    switch (frame[0]) {
      case Wire.EXITING -> exitAnnounced = true;
      case Wire.LOG -> logs.remember(LogDelivery.deliver(frame, child));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Whether the child has told that it exits by its own will. Only after {@link #receive} returned null. */
  boolean isExitAnnounced() {
    return exitAnnounced;
  }

  /** The last log records of the child, a line each or more. For any thread. */
  List<String> lastLogs() {
    return logs.lines();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
