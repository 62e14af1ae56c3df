package dev.ropewalk.multiprocess.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.threads.internal.Deadline;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection to another process, over which whole messages go: objects and bytes. Made by {@link #connect}, {@link
 * Listener#accept} and {@link Pipe}. Python: {@code multiprocessing.connection.Connection}, whose format on the wire it has: a
 * Python process at the other end exchanges bytes with it. Objects it exchanges with Java only; there they are pickled, here they
 * are serialized.
 *
 * <p>Messages keep their boundaries, empty ones too. Each is sent whole, also when several threads send; each is received whole,
 * by one of the threads that receive. (In Python a connection is for one thread.)
 *
 * <p>Sending waits while the other side does not read and the system's buffer is full. All waiting can be interrupted, and the
 * connection can still be used then; only an interrupt in the middle of sending a message closes it, since the other side could
 * not tell where the next begins. Closing ends all waiting with a {@link ClosedChannelException}.
 *
 * <p>When the other side has closed its end, or died, what it sent before is received, and then comes an {@link EOFException}.
 *
 * <p>An end can be sent to another process of this user: captured in the body of a child process or a task, or as a message,
 * or a part of one, over another connection. It moves when it arrives there; then it is closed here, with what it had received
 * and nobody had taken going along, and who waits for it by {@link Waitable#awaitAny} gets a {@link ClosedChannelException}. It moves once: to whom it comes second, it is refused with an {@link
 * java.io.InvalidObjectException}. Closing it here before that leaves the other process what was sent. This process passes the
 * messages on, on two threads of its own, and holds each as a whole for a moment; if it ends, so does the connection. A process
 * that is to exchange much, or outlives this one, connects to a {@link Listener} instead. (In Python the descriptor is copied,
 * so that the sender must close its end before the other side can see the end of the connection.)
 *
 * <p>A message for which the heap has no room, which is an {@link OutOfMemoryError}, is received once there is some.
 *
 * <p>What may be received as an object the {@link ObjectRules} of the connection say. A connection without authentication
 * receives none.
 *
 * <p>Memory consistency effects: actions before a message is sent happen-before actions after it was received, if both are in
 * this JVM.
 */
public final class Connection implements Waitable, Closeable, Serializable {
  private static final long serialVersionUID = 1;

  /*
   * receiveLock: one thread receives or polls; it guards the receiving side of `frames`.
   * more: volatile; whether something was read that no message has taken, which the channel no longer tells those who wait
   * for it. Written under receiveLock, before the listeners are called (see Listeners).
   * receiving: volatile, from true to false once. tooLong: volatile, set before that if a message was the reason.
   * departures: whether this end was closed here or has moved; then nobody uses `frames` by this object any more.
   */

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final transient FrameChannel frames;
  private final transient @Nullable ObjectRules rules;
  private final transient boolean sending;
  private final transient ReentrantLock receiveLock = new ReentrantLock();
  private final transient Listeners listeners = new Listeners();
  private final transient Departures departures = new Departures();
  private transient volatile boolean receiving;
  private transient volatile boolean tooLong;
  private transient volatile boolean more;

  /**
   * An end of a connected, non-blocking channel.
   *
   * @param rules null if nobody has proved anything
   */
  Connection(FrameChannel frames, @Nullable ObjectRules rules, boolean receiving, boolean sending) {
    this.frames = frames;
    this.rules = rules;
    this.receiving = receiving;
    this.sending = sending;
    this.more = frames.hasInput();
  }

  /** One that sends and receives. */
  Connection(FrameChannel frames, @Nullable ObjectRules rules) {
    this(frames, rules, true, true);
  }

  /**
   * Connects to a {@link Listener}, or to one of Python, and proves to it that we know the key, and it to us. Python: {@code
   * Client(address, authkey=...)}. Receives any class of the class path over a Unix-domain socket and {@linkplain
   * ObjectRules#values() values} from elsewhere.
   *
   * <p>Waits until the listener accepts, for as long as that takes.
   *
   * @throws AuthenticationException if the keys are different
   * @throws java.net.UnknownHostException if the host has no address
   * @throws IOException if nobody listens there
   * @throws InterruptedException if interrupted; then there is no connection
   */
  public static Connection connect(SocketAddress address, AuthKey key)
      throws IOException, InterruptedException {
    return connect(address, key, defaultRules(address));
  }

  /**
   * The same with other rules for what may be received.
   *
   * @throws AuthenticationException if the keys are different
   * @throws java.net.UnknownHostException if the host has no address
   * @throws IOException if nobody listens there
   * @throws InterruptedException if interrupted; then there is no connection
   */
  public static Connection connect(SocketAddress address, AuthKey key, ObjectRules rules)
      throws IOException, InterruptedException {
    return Connecting.authenticated(
        address, Objects.requireNonNull(key), Objects.requireNonNull(rules));
  }

  /**
   * Connects to a listener that asks for no key. Python: {@code Client(address)}. Such a connection receives no objects, only
   * bytes.
   *
   * @throws java.net.UnknownHostException if the host has no address
   * @throws IOException if nobody listens there
   * @throws InterruptedException if interrupted; then there is no connection
   */
  public static Connection connectUnauthenticated(SocketAddress address)
      throws IOException, InterruptedException {
    return new Connection(Connecting.framesOf(Connecting.open(address)), null);
  }

  static ObjectRules defaultRules(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress
        ? ObjectRules.applicationClasses()
        : ObjectRules.values();
  }

  /**
   * Sends an object. Python: {@code send}.
   *
   * @throws java.io.NotSerializableException if it can't be serialized; it names the class. Nothing was sent
   * @throws IOException if the other side is gone, or this connection is closed
   * @throws IllegalStateException if this end only receives
   * @throws InterruptedException if interrupted before anything was sent
   * @throws java.nio.channels.ClosedByInterruptException if interrupted in the middle; then this connection is closed
   */
  public void send(@Nullable Object message) throws IOException, InterruptedException {
    sendBytes(ObjectMessage.encode(message));
  }

  /**
   * Sends bytes. Python: {@code send_bytes}.
   *
   * @throws IOException if the other side is gone, or this connection is closed
   * @throws IllegalArgumentException if there are more than 1 GiB of them
   * @throws IllegalStateException if this end only receives
   * @throws InterruptedException if interrupted before anything was sent
   * @throws java.nio.channels.ClosedByInterruptException if interrupted in the middle; then this connection is closed
   */
  public void sendBytes(byte[] message) throws IOException, InterruptedException {
    sendBytes(message, 0, message.length);
  }

  /**
   * Sends some of the bytes. Python: {@code send_bytes(buf, offset, size)}, which raises {@code ValueError}.
   *
   * @throws IndexOutOfBoundsException if the array has not so many
   * @throws IOException if the other side is gone, or this connection is closed
   * @throws IllegalArgumentException if there are more than 1 GiB of them
   * @throws IllegalStateException if this end only receives
   * @throws InterruptedException if interrupted before anything was sent
   * @throws java.nio.channels.ClosedByInterruptException if interrupted in the middle; then this connection is closed
   */
  public void sendBytes(byte[] bytes, int offset, int length)
      throws IOException, InterruptedException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireOpen();
    if (!sending) {
      throw new IllegalStateException("this end of the pipe only receives");
    }
    frames.sendInterruptibly(bytes, offset, length);
  }

  /**
   * Waits for an object. Python: {@code recv}. Its classes are found by the context class loader of the thread.
   *
   * @throws EOFException if the other side closed its end and all it sent was received
   * @throws RefusedObjectException if it is no object of Java, or the rules don't admit it
   * @throws ClassNotFoundException if one of its classes is unknown here
   * @throws MessageTooLongException if it is longer than the rules admit
   * @throws TruncatedMessageException if the connection ended within it
   * @throws IOException if the connection breaks or is closed
   * @throws IllegalStateException if this end only sends
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public @Nullable Object receive()
      throws IOException, ClassNotFoundException, InterruptedException {
    ObjectRules admitted = rules;
    if (admitted == null) {
      throw new RefusedObjectException(
          "objects are received only of those who know a key: connect with one, or receiveBytes()",
          null);
    }
    return ObjectMessage.decode(receiveBytes(admitted.bytes()), admitted);
  }

  /**
   * Waits for an object of this class.
   *
   * @throws ClassCastException if it is of another, or null; it is lost then
   * @throws EOFException if the other side closed its end and all it sent was received
   * @throws IOException as {@link #receive()} tells in detail
   * @throws ClassNotFoundException if one of its classes is unknown here
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public <T> T receive(Class<T> type)
      throws IOException, ClassNotFoundException, InterruptedException {
    Objects.requireNonNull(type); // while no message is lost by it
    Object message = receive();
    if (message == null) {
      throw new ClassCastException("null came where a " + type.getName() + " was expected");
    }
    return type.cast(message);
  }

  /**
   * Waits for bytes, at most 1 GiB. Python: {@code recv_bytes}.
   *
   * @throws EOFException if the other side closed its end and all it sent was received
   * @throws TruncatedMessageException if the connection ended within the message
   * @throws IOException if the connection breaks or is closed
   * @throws IllegalStateException if this end only sends
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public byte[] receiveBytes() throws IOException, InterruptedException {
    return receiveBytes(FrameChannel.MAX_FRAME);
  }

  /**
   * Waits for at most so many bytes. Python: {@code recv_bytes(maxlength)}.
   *
   * @throws MessageTooLongException if there are more; this end receives no more then, and is closed if it does not send
   * @throws IllegalArgumentException if the limit is negative
   * @throws EOFException if the other side closed its end and all it sent was received
   * @throws TruncatedMessageException if the connection ended within the message
   * @throws IOException if the connection breaks or is closed
   * @throws IllegalStateException if this end only sends
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public byte[] receiveBytes(int limit) throws IOException, InterruptedException {
    if (limit < 0) {
      throw new IllegalArgumentException("a message can't have at most " + limit + " bytes");
    }
    receiveLock.lockInterruptibly();
    try {
      return receiveWhole(limit);
    } finally {
      receiveLock.unlock();
    }
  }

  @GuardedBy("receiveLock")
  private byte[] receiveWhole(int limit) throws IOException, InterruptedException {
    requireReceiving();
    try {
      frames.awaitFrame(limit, Deadline.after(FOREVER));
    } catch (EOFException e) {
      throw new TruncatedMessageException(e);
    } catch (ProtocolException e) {
      tooLong = true;
      receiving = false;
      if (!sending) {
        close();
      }
      throw new MessageTooLongException(e);
    } finally {
      tellOfMore();
    }
    byte[] message = frames.take();
    if (message == null) {
      throw new EOFException("the other side closed the connection");
    }
    return message;
  }

  /**
   * Waits for bytes and puts them into the buffer, from its position on, which moves behind them. Python: {@code
   * recv_bytes_into(buf, offset)}.
   *
   * @return how many there were
   * @throws BufferTooShortException if they don't fit; it has the whole message, and the buffer is as it was
   * @throws ReadOnlyBufferException if nothing can be put into the buffer; then nothing was received
   * @throws EOFException if the other side closed its end and all it sent was received
   * @throws TruncatedMessageException if the connection ended within the message
   * @throws IOException if the connection breaks or is closed
   * @throws IllegalStateException if this end only sends
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public int receiveBytesInto(ByteBuffer buffer) throws IOException, InterruptedException {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    byte[] message = receiveBytes();
    if (message.length > buffer.remaining()) {
      throw new BufferTooShortException(message, buffer.remaining());
    }
    buffer.put(message);
    return message.length;
  }

  /**
   * Whether a message, at least its beginning, or the end of the connection is there. Python: {@code poll()}.
   *
   * @throws IOException if the connection breaks or is closed
   * @throws IllegalStateException if this end only sends
   * @throws InterruptedException if the thread was interrupted before
   */
  public boolean poll() throws IOException, InterruptedException {
    return poll(Duration.ZERO);
  }

  /**
   * Waits until a message, at least its beginning, or the end of the connection is there. Python: {@code poll(timeout)}.
   *
   * @return false if that takes longer
   * @throws IllegalArgumentException if the timeout is negative. In Python that counts as zero
   * @throws IOException if the connection breaks or is closed
   * @throws IllegalStateException if this end only sends
   * @throws InterruptedException if interrupted
   */
  public boolean poll(Duration timeout) throws IOException, InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    requireReceiving();
    if (!receiveLock.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      requireReceiving();
      return frames.awaitInput(deadline);
    } finally {
      tellOfMore();
      receiveLock.unlock();
    }
  }

  /** The same as {@link #poll()}; true also if this connection is closed or broken, since then no receiving waits. */
  @Override
  public boolean isReady() {
    if (more || !receiveLock.tryLock()) {
      return more;
    }
    try {
      return isClosed() || !receiving || frames.awaitInput(Deadline.after(Duration.ZERO));
    } catch (IOException e) {
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError("without a timeout nothing waits", e);
    } finally {
      tellOfMore();
      receiveLock.unlock();
    }
  }

  /** Under receiveLock. */
  private void tellOfMore() {
    boolean now = frames.hasInput();
    if (now != more) {
      more = now;
    }
    if (now) {
      listeners.call();
    }
  }

  /** Whether something was read already that nobody has received. */
  boolean hasMore() {
    return more;
  }

  SelectableChannel channel() {
    return frames.channel();
  }

  @Override
  public void addListener(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  private void requireReceiving() throws ClosedChannelException {
    requireOpen();
    if (!receiving) {
      throw new IllegalStateException(
          tooLong
              ? "a message that was too long came: this end only sends since then"
              : "this end only sends");
    }
  }

  private void requireOpen() throws ClosedChannelException {
    if (isClosed()) {
      throw new ClosedChannelException();
    }
  }

  /** Whether this end receives. Python: {@code readable}. */
  public boolean isReceiving() {
    return receiving;
  }

  /** Whether this end sends. Python: {@code writable}. */
  public boolean isSending() {
    return sending;
  }

  /** Whether this end is closed. Python: {@code closed}. */
  public boolean isClosed() {
    return departures.hasLeft() || !frames.channel().isOpen();
  }

  /** Where the other end is; empty for a Unix-domain socket that has no name, and for a closed connection. */
  public Optional<SocketAddress> remoteAddress() {
    if (isClosed()) {
      return Optional.empty();
    }
    try {
      SocketAddress address = frames.channel().getRemoteAddress();
      boolean nameless =
          address instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty();
      return nameless ? Optional.empty() : Optional.ofNullable(address);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Closes this end. The other end receives what was sent, and then an {@link EOFException}. */
  @Override
  public void close() throws IOException {
    try {
      if (departures.close()) {
        frames.close();
      }
    } finally {
      listeners.call();
    }
  }

  FrameChannel frames() {
    return frames;
  }

  Departures departures() {
    return departures;
  }

  /** Nobody comes for this end on one of its offers. */
  void dropOffer() {
    try {
      if (departures.drop()) {
        frames.close();
      }
    } catch (IOException e) {
      // nobody uses it any more
    }
  }

  /** This end goes to another process; null if it did before, or is being received from. */
  @Nullable FrameChannel depart() {
    if (!receiveLock.tryLock()) {
      dropOffer();
      return null;
    }
    try {
      boolean moves = departures.move();
      dropOffer();
      return moves ? frames : null;
    } finally {
      receiveLock.unlock();
      listeners.call();
    }
  }

  private Object writeReplace() throws ObjectStreamException {
    try {
      requireOpen();
      return Parcels.offer(this, rules);
    } catch (IOException e) {
      throw Travelled.failure(this + " can't be sent to another process: " + e, e);
    }
  }

  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("the end of a connection travels as a handle");
  }

  /** Says where the other end is and what this end does. */
  @Override
  public String toString() {
    String state = isClosed() ? "closed" : receiving ? (sending ? "open" : "receives") : "sends";
    return "Connection[" + remoteAddress().map(address -> address + ", ").orElse("") + state + "]";
  }
}
