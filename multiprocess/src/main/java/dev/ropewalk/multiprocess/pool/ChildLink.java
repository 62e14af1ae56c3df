package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.threads.internal.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
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
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final byte[] NOTHING_YET = new byte[0];

  private final FrameChannel channel;
  private final String child;
  private final LastLines logs = new LastLines();
  private boolean exitAnnounced;

  /** @param channel which becomes non-blocking */
  ChildLink(SocketChannel channel, String child) throws IOException {
    channel.configureBlocking(false);
    this.channel = new FrameChannel(channel);
    this.child = child;
  }

  /** Sends a frame of {@link Wire}. */
  void send(byte[] frame) throws IOException {
    channel.send(frame);
  }

  /** Sends several frames, small ones together. */
  void sendAll(List<byte[]> frames) throws IOException {
    channel.sendAll(frames);
  }

  /** {@link #receive(Duration)} without a limit. */
  byte @Nullable [] receive() {
    return receive(FOREVER);
  }

  /**
   * Waits for a frame that means something to the caller; null when the child is gone or will be at once. An interrupt is kept for
   * later.
   *
   * @return an empty frame if there is none in time
   */
  byte @Nullable [] receive(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!channel.awaitFrame(FrameChannel.MAX_FRAME, deadline)) {
            return NOTHING_YET;
          }
          byte[] frame = channel.take();
          if (frame == null || frame.length == 0 || !isOurs(frame)) {
            return frame;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (IOException e) {
      return null; // broken in the middle of a frame: only its death does that
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits until {@link #wake} is called, and takes care of what the child says meanwhile. May return early.
   *
   * @return false once the child is gone or will be at once
   */
  boolean attend() {
    try {
      channel.awaitInputOrWake();
    } catch (InterruptedException e) {
      return true; // by a program that interrupts all threads; the thread's next wait is a new one
    } catch (IOException e) {
      return false;
    }
    return receive(Duration.ZERO) != null;
  }

  /** Ends the present {@link #attend}, or if there is none the next. For any thread. */
  void wake() {
    try {
      channel.wake();
    } catch (IOException e) {
      // It is closed, and nobody waits.
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
