package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.threads.internal.Deadline;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parent's end of the connection to a child. Takes care of the frames that every child sends: its log records, that it
 * means to exit, and what it has taken. Confined to the thread that serves the child, but that any thread may send.
 */
final class ChildLink implements Closeable {
  /*
   * What a child sent is read to the end before anybody asks how it exited. The system ends the connection after all of
   * that, so an exit that was announced is never taken for a signal. To ask when the process has ended would not do: its
   * last frames may wait to be read then. ChildLinkJCStress has both.
   */
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);
  private static final Packet NOTHING_YET = Packet.of();

  private final FrameChannel channel;
  private final String child;
  private final LastLines logs = new LastLines();
  private final ArraySender arrays;
  private final ArrayReceiver arriving;

  /** What came while a large array was sent. */
  private final Deque<Packet> early = new ArrayDeque<>(0);

  private long codecNanos;
  private boolean exitAnnounced;
  private @Nullable Duration exitPatience;

  /** When it is to have ended; null as long as it has not told that it exits, or may take its time for that. */
  private @Nullable Deadline exitDeadline;

  private boolean exitOverdue;

  /** @param channel which becomes non-blocking */
  ChildLink(SocketChannel channel, String child) throws IOException {
    channel.configureBlocking(false);
    this.channel = new FrameChannel(channel);
    this.child = child;
    this.arrays = new ArraySender(this::send, this::readWhileSending);
    this.arriving = new ArrayReceiver(this::send);
  }

  /** Sends a frame of {@link Wire}. For any thread. */
  void send(byte[] frame) throws IOException {
    channel.send(frame);
  }

  /** Sends several things, small ones together. */
  void sendAll(List<Packet> packets) throws IOException {
    List<byte[]> together = new ArrayList<>(packets.size());
    for (Packet packet : packets) {
      if (!packet.arrays().isEmpty()) {
        channel.sendAll(together);
        together.clear();
        for (MemorySegment array : packet.arrays()) {
          arrays.send(array);
        }
      }
      together.add(packet.frame());
    }
    channel.sendAll(together);
  }

  /** From now on the child has so much time to end once it has told that it exits. */
  void limitExit(Duration patience) {
    exitPatience = patience;
  }

  /** {@link #receive(Duration)} without a limit. */
  @Nullable Packet receive() {
    return receive(FOREVER);
  }

  /**
   * Waits for a frame that means something to the caller; null when the child is gone or will be at once, or {@link
   * #isExitOverdue}. An interrupt is kept for later.
   *
   * @return an empty one if there is none in time
   */
  @Nullable Packet receive(Duration timeout) {
    Packet packet = early.poll();
    Deadline deadline = Deadline.after(timeout);
    try {
      while (packet == null) {
        if (!awaitFrame(deadline)) {
          return exitOverdue ? null : NOTHING_YET;
        }
        byte[] frame = channel.take();
        if (frame == null) {
          return null;
        }
        packet = sort(frame);
      }
      return packet;
    } catch (IOException e) {
      return null; // broken in the middle of a frame: only its death does that
    }
  }

  /** Takes the next frame, which may say that there is room for another slice, and keeps it if it means something to others. */
  private void readWhileSending() throws IOException {
    if (!awaitFrame(Deadline.after(FOREVER))) {
      throw new IOException("the child does not come to its end");
    }
    byte[] frame = channel.take();
    if (frame == null) {
      throw new EOFException("the child has ended");
    }
    Packet packet = sort(frame);
    if (packet != null) {
      early.add(packet);
    }
  }

  /** Waits for a frame, or the end; false if that takes too long. */
  private boolean awaitFrame(Deadline deadline) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          boolean came = channel.awaitFrame(FrameChannel.MAX_FRAME, sooner(deadline));
          exitOverdue = !came && exitDeadline != null && exitDeadline.remainingNanos() <= 0;
          return came;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Null if the frame is one that every child sends. */
  private @Nullable Packet sort(byte[] frame) throws IOException {
    return frame.length > 0 && isOurs(frame) ? null : arriving.complete(frame);
  }

  private Deadline sooner(Deadline deadline) {
    Deadline exit = exitDeadline;
    return exit == null || deadline.remainingNanos() < exit.remainingNanos() ? deadline : exit;
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

  private boolean isOurs(byte[] frame) throws IOException {
    switch (frame[0]) {
      case Wire.EXITING -> {
        exitAnnounced = true;
        limitExit();
      }
      case Wire.SIGNALLED -> limitExit();
      case Wire.LOG -> logs.remember(LogDelivery.deliver(frame, child));
      case Wire.CODEC_TIME -> codecNanos = Codec.number(frame);
      case Wire.ROOM -> arrays.granted(Codec.number(frame));
      default -> {
        return arriving.accept(frame);
      }
    }
    return true;
  }

  private void limitExit() {
    exitDeadline = exitPatience == null ? null : Deadline.after(exitPatience);
  }

  /** Whether it has told that it exits, but does not end in the time it has for that. */
  boolean isExitOverdue() {
    return exitOverdue;
  }

  /** Whether the child has told that it exits by its own will. Only after {@link #receive} returned null. */
  boolean isExitAnnounced() {
    return exitAnnounced;
  }

  /** How long the child has taken to read tasks and write results, as far as it has told. */
  long codecNanos() {
    return codecNanos;
  }

  /** The last log records of the child, a line each or more. For any thread. */
  List<String> lastLogs() {
    return logs.lines();
  }

  @Override
  public void close() throws IOException {
    arrays.close();
    arriving.close();
    channel.close();
  }
}
