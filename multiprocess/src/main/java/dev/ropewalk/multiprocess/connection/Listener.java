package dev.ropewalk.multiprocess.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.multiprocess.internal.PrivateSocket;
import dev.ropewalk.threads.internal.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A place where other processes connect. Python: {@code multiprocessing.connection.Listener}, with which it is compatible: a
 * Python client can connect, and prove its key in either form, that of 3.12 and later and the older one.
 *
 * <p>Nothing that comes is decoded before both sides have proved that they know the key. Who does not know it is refused, and
 * the log says so; {@link #accept} goes on waiting. (In Python it raises {@code AuthenticationError}, so that any stranger can end
 * a server's loop.) Who sends nothing, or garbage, holds up nobody: all who come are served side by side, and get ten
 * seconds for each message of their proof. Who has sent it in time is not late because nobody was in {@code accept} meanwhile.
 *
 * <p>A Unix-domain socket is deleted when this is closed, at the latest at the exit of the JVM. Of {@link #open()}, which makes a
 * folder for it that only this user may enter, nothing stays even if the JVM is killed: the next one deletes it.
 *
 * <p>Any number of threads may accept. Closing ends their waiting with a {@link ClosedChannelException}.
 *
 * <p>Memory consistency effects: those of {@link Connection}.
 */
public final class Listener implements Closeable {
  /*
   * acceptLock: one accepting thread at a time runs the selector, for the listener and all who have come and not yet proved
   * themselves (see Reception, which it guards). The others wait for the lock, and find who was proved meanwhile.
   * closed: volatile; set before the selector is woken, so that whoever holds the lock lets go of it.
   */
  private final ServerSocketChannel server;
  private final Selector selector;
  private final @Nullable PrivateSocket folder;
  private final SocketAddress address;
  private final ReentrantLock acceptLock = new ReentrantLock();

  @GuardedBy("acceptLock")
  private final Reception reception;

  private volatile @Nullable SocketAddress lastAccepted;
  private volatile boolean closed;

  private Listener(
      ServerSocketChannel server, Selector selector, @Nullable PrivateSocket folder, Entry entry)
      throws IOException {
    this.server = server;
    this.selector = selector;
    this.folder = folder;
    this.address = server.getLocalAddress();
    this.reception = new Reception(server, selector, entry, address);
  }

  /**
   * Listens at a new Unix-domain socket in a folder that only this user may enter, for whoever knows the {@linkplain
   * AuthKey#ofThisTree() key of this process tree}. Python: {@code Listener(authkey=current_process().authkey)}.
   *
   * @throws IOException if the system has no sockets left, or no room in the folder for temporary files
   */
  public static Listener open() throws IOException {
    return openPrivate(AuthKey.ofThisTree());
  }

  /** The same for whoever knows this key. */
  static Listener openPrivate(AuthKey key) throws IOException {
    PrivateSocket folder = PrivateSocket.create();
    return of(folder.listen(), folder, new Entry(key, ObjectRules.applicationClasses()));
  }

  /**
   * Listens at this address for whoever knows the key. Python: {@code Listener(address, authkey=...)}. Receives any class of the
   * class path over a Unix-domain socket and {@linkplain ObjectRules#values() values} over TCP. The port 0 means any free one.
   *
   * @throws java.net.BindException if the address is taken
   * @throws java.net.UnknownHostException if the host has no address
   * @throws IOException if nobody can listen there
   */
  public static Listener open(SocketAddress address, AuthKey key) throws IOException {
    return open(address, key, Connection.defaultRules(address));
  }

  /**
   * The same with other rules for what may be received.
   *
   * @throws java.net.BindException if the address is taken
   * @throws java.net.UnknownHostException if the host has no address
   * @throws IOException if nobody can listen there
   */
  public static Listener open(SocketAddress address, AuthKey key, ObjectRules rules)
      throws IOException {
    Entry entry = new Entry(Objects.requireNonNull(key), Objects.requireNonNull(rules));
    return of(Binding.bind(address), null, entry);
  }

  /**
   * Listens at this address for everybody. Python: {@code Listener(address)}. Its connections receive no objects, only bytes.
   *
   * @throws java.net.BindException if the address is taken
   * @throws java.net.UnknownHostException if the host has no address
   * @throws IOException if nobody can listen there
   */
  public static Listener openUnauthenticated(SocketAddress address) throws IOException {
    return of(Binding.bind(address), null, new Entry(null, null));
  }

  @SuppressWarnings("MustBeClosed") // by close(), or here
  private static Listener of(
      ServerSocketChannel server, @Nullable PrivateSocket folder, Entry entry) throws IOException {
    try {
      Selector selector = Selector.open();
      try {
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        return new Listener(server, selector, folder, entry);
      } catch (IOException | RuntimeException e) {
        selector.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      Binding.unbind(server, folder);
      throw e;
    }
  }

  /** What is asked of those who come; a null key is nothing, so who opens with one has looked that it is not null. */
  record Entry(@Nullable AuthKey key, @Nullable ObjectRules rules) {}

  /**
   * Waits for somebody to connect and to prove that they know the key. Python: {@code accept}. While the system has no
   * descriptors left, it logs that and goes on waiting. (In Python it raises {@code OSError}.)
   *
   * @throws ClosedChannelException if this listener is closed, before or meanwhile
   * @throws IOException if the system can't tell who comes
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public Connection accept() throws IOException, InterruptedException {
    acceptLock.lockInterruptibly();
    try {
      return accepted(Deadline.after(Duration.ofNanos(Long.MAX_VALUE)));
    } catch (TimeoutException e) {
      throw new AssertionError("nobody waits for 292 years", e);
    } finally {
      acceptLock.unlock();
    }
  }

  /**
   * The same with a limit of time, which Python's has not.
   *
   * @throws TimeoutException if nobody came in time
   * @throws IllegalArgumentException if the timeout is negative
   * @throws ClosedChannelException if this listener is closed, before or meanwhile
   * @throws IOException if the system can't tell who comes
   * @throws InterruptedException if interrupted; nothing is lost
   */
  public Connection accept(Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    Deadline deadline = Deadline.after(timeout);
    if (!acceptLock.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      throw nobodyCame();
    }
    try {
      return accepted(deadline);
    } finally {
      acceptLock.unlock();
    }
  }

  private TimeoutException nobodyCame() {
    return new TimeoutException("nobody who knows the key connected to " + address + " in time");
  }

  @GuardedBy("acceptLock")
  private Connection accepted(Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    boolean looked = false;
    while (true) {
      if (closed) {
        throw looked ? new AsynchronousCloseException() : new ClosedChannelException();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Connection welcome = reception.nextWelcome();
      if (welcome != null) {
        lastAccepted = welcome.remoteAddress().orElse(null);
        return welcome;
      }
      long left = deadline.remainingNanos();
      if (left <= 0 && looked) {
        throw nobodyCame();
      }
      reception.serve(left);
      looked = true;
    }
  }

  /** Where this listens: for {@link Connection#connect}, with the port that was free. Python: {@code address}. */
  public SocketAddress address() {
    return address;
  }

  /**
   * From where the connection came that was accepted last; empty if there was none, or it came over a Unix-domain socket.
   * Python: {@code last_accepted}.
   */
  public Optional<SocketAddress> lastAccepted() {
    return Optional.ofNullable(lastAccepted);
  }

  /** Whether this is closed. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Stops listening, turns away those who have not proved themselves, or were proved and not accepted, and deletes the socket.
   * Connections that were accepted stay.
   */
  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    acceptLock.lock();
    try {
      reception.close();
      selector.close();
    } finally {
      acceptLock.unlock();
      Binding.unbind(server, folder);
    }
  }

  /** Says where this listens. */
  @Override
  public String toString() {
    return "Listener[" + address + (closed ? ", closed]" : "]");
  }
}
