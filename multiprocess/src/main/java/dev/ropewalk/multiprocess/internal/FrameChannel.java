package dev.ropewalk.multiprocess.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.threads.internal.Deadline;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whole messages over a stream: each is preceded by its length, as four bytes, highest first, like CPython's connections.
 *
 * <p>Any number of threads may send; one at a time receives. The channel may be a blocking one, for {@link #send(byte[])} and
 * {@link #receive}, whom an interrupt costs the channel, as with every {@link java.nio.channels.InterruptibleChannel}. Over a
 * non-blocking one {@link #sendInterruptibly} and {@link #awaitFrame} wait, with a limit of time, and an interrupt costs
 * nothing.
 */
public final class FrameChannel implements Closeable {
  /*
   * A frame whose receiver gave up in the middle stays in `frame`, and the next receiver goes on with it. More than the frame
   * may be read, into `in`, from where the next one is taken. Both belong to the receiving thread, and pass from one to the
   * next under whatever lock makes them take turns.
   *
   * Memory for a frame is taken before anything else changes, so a receiver that finds none leaves the frame to the next.
   */

  /** The largest frame, 1 GiB: a longer length is taken for garbage. */
  public static final int MAX_FRAME = 1 << 30;

  /** How long the length is. */
  public static final int HEADER = Integer.BYTES;

  private static final int BUFFER = 1 << 14;

  /** The JDK copies what lies on the heap in one piece. */
  private static final int SLICE = 1 << 18;

  /** Up to here a length is believed; the memory for a longer frame grows with what has come. */
  private static final int BELIEVED = 1 << 24;

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final SocketChannel channel;
  private final Readiness readable;
  private final Readiness writable;
  private final HotPeer peer = new HotPeer();
  private final ReentrantLock sendLock = new ReentrantLock();

  @GuardedBy("sendLock")
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER);

  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
  private byte @Nullable [] frame;
  private int length;
  private int received;
  private boolean ended;

  /** Frames over a connected channel. */
  public FrameChannel(SocketChannel channel) {
    this.channel = channel;
    this.readable = new Readiness(channel, SelectionKey.OP_READ);
    this.writable = new Readiness(channel, SelectionKey.OP_WRITE);
  }

  /** What is below. */
  public SocketChannel channel() {
    return channel;
  }

  /**
   * Sends one frame. An interrupt closes the channel.
   *
   * @throws IOException if the other side is gone
   * @throws IllegalArgumentException if the frame is larger than {@link #MAX_FRAME}
   */
  public void send(byte[] bytes) throws IOException {
    sendLock.lock();
    try {
      send(bytes, 0, bytes.length);
    } catch (InterruptedException e) {
      throw closedByInterrupt();
    } finally {
      sendLock.unlock();
    }
  }

  /**
   * The same, but an interrupt that has come before is forgotten: the thread may have been interrupted by anybody, while it waited for
   * others who send, for one.
   */
  public void sendForgettingInterrupts(byte[] bytes) throws IOException {
    sendLock.lock();
    try {
      boolean _ = Thread.interrupted();
      send(bytes);
    } finally {
      sendLock.unlock();
    }
  }

  /**
   * Sends several frames, small ones together. An interrupt closes the channel.
   *
   * @throws IOException if the other side is gone
   * @throws IllegalArgumentException if a frame is larger than {@link #MAX_FRAME}; those before it may have been sent
   */
  public void sendAll(List<byte[]> frames) throws IOException {
    sendLock.lock();
    try {
      ByteBuffer together = out.clear();
      for (byte[] frame : frames) {
        if (frame.length > together.remaining() - HEADER) {
          write(together.flip());
          together.clear();
        }
        if (frame.length > BUFFER - HEADER) {
          send(frame, 0, frame.length);
          together.clear();
        } else {
          together.putInt(frame.length).put(frame);
        }
      }
      write(together.flip());
    } catch (InterruptedException e) {
      throw closedByInterrupt();
    } finally {
      sendLock.unlock();
    }
  }

  /**
   * Sends one frame, waiting for room.
   *
   * @throws InterruptedException if interrupted before anything was sent
   * @throws ClosedByInterruptException if interrupted later: the other side could not tell where the next frame begins
   * @throws IOException if the other side is gone
   * @throws IllegalArgumentException if the frame is larger than {@link #MAX_FRAME}
   */
  public void sendInterruptibly(byte[] bytes, int offset, int count)
      throws IOException, InterruptedException {
    sendLock.lockInterruptibly();
    try {
      send(bytes, offset, count);
    } finally {
      sendLock.unlock();
    }
  }

  @GuardedBy("sendLock")
  private void send(byte[] bytes, int offset, int count) throws IOException, InterruptedException {
    if (count > MAX_FRAME) {
      throw new IllegalArgumentException(
          "a frame of " + count + " bytes exceeds the limit of " + MAX_FRAME);
    }
    int sent = Math.min(count, BUFFER - HEADER);
    write(out.clear().putInt(count).put(bytes, offset, sent).flip());
    while (sent < count) {
      ByteBuffer slice = ByteBuffer.wrap(bytes, offset + sent, Math.min(SLICE, count - sent));
      int written = channel.write(slice);
      sent += written;
      if (written == 0) {
        awaitRoom(true);
      }
    }
  }

  private void write(ByteBuffer bytes) throws IOException, InterruptedException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        awaitRoom(bytes.position() > 0);
      }
    }
  }

  private void awaitRoom(boolean begun) throws IOException, InterruptedException {
    try {
      writable.await(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      if (begun) {
        throw closedByInterrupt();
      }
      throw e;
    }
  }

  private ClosedByInterruptException closedByInterrupt() throws IOException {
    close();
    Thread.currentThread().interrupt();
    return new ClosedByInterruptException();
  }

  /**
   * Waits for a frame. An interrupt closes the channel.
   *
   * @return null if the other side closed the connection and all its frames were read
   * @throws IOException if the connection breaks, ends within a frame, or brings a length that is negative or larger than
   *     the limit; then the channel is of no more use
   */
  public byte @Nullable [] receive(int limit) throws IOException {
    try {
      awaitFrame(limit, Deadline.after(FOREVER));
      return take();
    } catch (InterruptedException e) {
      throw closedByInterrupt();
    }
  }

  /**
   * Waits until a frame, or the end of the connection, is there for {@link #take}; false if that takes too long.
   *
   * @throws EOFException if the connection ended within a frame
   * @throws ProtocolException if the frame's length is larger than the limit, or negative
   * @throws IOException if the connection breaks
   */
  public boolean awaitFrame(int limit, Deadline deadline) throws IOException, InterruptedException {
    while (!frameIsWhole(limit)) {
      if (ended) {
        return endIsClean();
      }
      if (!readMore(deadline)) {
        return false;
      }
    }
    return true;
  }

  /** The frame that {@link #awaitFrame} waited for; null is the end. */
  public byte @Nullable [] take() {
    byte[] whole = frame;
    frame = null;
    return whole;
  }

  /** Waits until anything is there, be it the end; false if that takes too long. */
  public boolean awaitInput(Deadline deadline) throws IOException, InterruptedException {
    return hasInput() || readMore(deadline);
  }

  /** Waits until anything is there, be it the end, or until {@link #wake} was called. May return early. */
  public void awaitInputOrWake() throws IOException, InterruptedException {
    if (!hasInput()) {
      readable.await(Long.MAX_VALUE);
    }
  }

  /** Ends the present {@link #awaitInputOrWake}, or if there is none the next. For any thread. */
  public void wake() throws IOException {
    readable.wake();
  }

  /** Whether anything was read, be it the end, that no frame has taken. */
  public boolean hasInput() {
    return in.hasRemaining() || ended;
  }

  private boolean endIsClean() throws EOFException {
    if (frame != null) {
      throw new EOFException(
          "the connection ended after " + received + " of " + length + " bytes of a message");
    }
    if (in.hasRemaining()) {
      throw new EOFException("the connection ended within the length of a message");
    }
    return true;
  }

  /** Takes what belongs to the frame from what was read. */
  private boolean frameIsWhole(int limit) throws ProtocolException {
    byte[] whole = frame;
    if (whole == null) {
      if (in.remaining() < HEADER) {
        return false;
      }
      whole = beginFrame(in.getInt(in.position()), limit);
    } else {
      checkLength(length, limit); // who began it may have allowed more
    }
    if (in.hasRemaining()) {
      int part = Math.min(in.remaining(), length - received);
      whole = roomFor(whole, received + part);
      in.get(whole, received, part);
      received += part;
    }
    return received == length;
  }

  private byte[] beginFrame(int announced, int limit) throws ProtocolException {
    checkLength(announced, limit);
    byte[] begun = new byte[Math.min(announced, BELIEVED)];
    in.position(in.position() + HEADER); // only now: if memory is out, the frame is not begun
    frame = begun;
    length = announced;
    received = 0;
    return begun;
  }

  private static void checkLength(int announced, int limit) throws ProtocolException {
    if (announced < 0 || announced > limit) {
      throw new ProtocolException(
          (announced < 0 ? "a message of more than 2 GiB" : "a message of " + announced + " bytes")
              + " where at most "
              + limit
              + " may come");
    }
  }

  private byte[] roomFor(byte[] begun, int bytes) {
    if (bytes <= begun.length) {
      return begun;
    }
    byte[] larger = Arrays.copyOf(begun, (int) Math.min(length, 2L * begun.length));
    frame = larger;
    return larger;
  }

  private boolean readMore(Deadline deadline) throws IOException, InterruptedException {
    try {
      if (deadline.isExpired()) {
        return somethingCame();
      }
      if (peer.spin(this::somethingCame)) {
        return true;
      }
      long start = System.nanoTime();
      long left = deadline.remainingNanos();
      while (left > 0) {
        readable.await(left);
        if (somethingCame()) {
          peer.parked(System.nanoTime() - start);
          return true;
        }
        left = deadline.remainingNanos();
      }
      return false;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean somethingCame() {
    try {
      int bytes = read();
      if (bytes == 0) {
        return false;
      }
      ended = bytes < 0;
      peer.heard();
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int read() throws IOException {
    byte[] whole = frame;
    if (whole != null && length - received > BUFFER) {
      whole = roomFor(whole, received + 1);
      int part = Math.min(SLICE, whole.length - received);
      int bytes = channel.read(ByteBuffer.wrap(whole, received, part));
      received += Math.max(0, bytes);
      return bytes;
    }
    in.compact();
    try {
      return channel.read(in);
    } finally {
      in.flip();
    }
  }

  /** Ends the reading, also of a thread that waits for a frame: it finds the end of the connection. */
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  /** Closes the channel; threads that wait get a {@link ClosedChannelException}. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      readable.close();
      writable.close();
    }
  }
}
