package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.threads.internal.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who have come to a {@link Listener}: first guests, who have proved nothing, then welcome. Guarded by the listener's
 * lock.
 *
 * <p>Each guest gets {@link #patience} for each of its messages, of which there are few, and there are at most {@link
 * #MOST_GUESTS}: if one more comes, the one who has been silent longest goes, who has had the most time and not used it. So
 * strangers who send nothing cost little and keep nobody out. Of a guest's messages at most 256 bytes are taken.
 *
 * <p>Where the system has no descriptors left, who comes is left waiting and tried again every {@link #PAUSE}; the log says so
 * once in a while.
 *
 * <p>The time runs on while no thread accepts, so nobody is late whose message is here already and was not read.
 */
final class Reception implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int MOST_GUESTS = 64;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** How long a guest may take for a message. Volatile, for tests. */
  static volatile Duration patience = Duration.ofSeconds(10);

  private final ServerSocketChannel server;
  private final Selector selector;
  private final Listener.Entry entry;
  private final SocketAddress address;

  /** In the order in which they came or last sent something. */
  private final Deque<Guest> guests = new ArrayDeque<>();

  private final Deque<Connection> welcome = new ArrayDeque<>();

  /** Until when nobody is received; null if somebody can be. */
  private @Nullable Deadline pause;

  /** Until when the log says no more of that. */
  private Deadline silence = Deadline.after(Duration.ZERO);

  Reception(
      ServerSocketChannel server, Selector selector, Listener.Entry entry, SocketAddress address) {
    this.server = server;
    this.selector = selector;
    this.entry = entry;
    this.address = address;
  }

  /** Who has proved themselves and was not handed out yet. */
  @Nullable Connection nextWelcome() {
    return welcome.poll();
  }

  /** Waits for something to happen, at most so long, and deals with all that has. */
  void serve(long nanos) throws IOException, InterruptedException {
    endPause();
    selector.select(this::attend, millis(Math.min(nanos, Math.min(patienceLeft(), pauseLeft()))));
    for (Guest guest = guests.peek(); guest != null && guest.isLate(); guest = guests.peek()) {
      attend(guest); // a message may have come since the look
      if (guest == guests.peek() && guest.isLate()) {
        refuse(guest, "it did not prove in time that it knows the key");
      }
    }
    selector.selectNow(_ -> {}); // lets go of those who left, so that closing them closes them
  }

  private static long millis(long nanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  private long patienceLeft() {
    Guest first = guests.peek();
    return first == null ? Long.MAX_VALUE : first.deadline.remainingNanos();
  }

  private long pauseLeft() {
    return pause == null ? Long.MAX_VALUE : pause.remainingNanos();
  }

  private void endPause() {
    if (pause != null && pause.isExpired()) {
      pause = null;
      server.keyFor(selector).interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void beginPause(IOException reason) {
    pause = Deadline.after(PAUSE);
    server.keyFor(selector).interestOps(0); // else the select would find the same at once
    if (silence.isExpired()) {
      silence = Deadline.after(SILENCE);
      LOG.warn("Could not accept a connection at {}: {}", address, reason.getMessage());
    }
  }

  private void attend(SelectionKey key) {
    if (key.attachment() instanceof Guest guest) {
      if (key.isValid()) {
        attend(guest);
      }
    } else {
      receiveAll();
    }
  }

  private void receiveAll() {
    try {
      SocketChannel channel = server.accept();
      while (channel != null) {
        receive(channel);
        channel = server.accept();
      }
    } catch (IOException e) {
      beginPause(e);
    }
  }

  private void receive(SocketChannel channel) {
    FrameChannel frames;
    try {
      frames = Connecting.framesOf(channel);
    } catch (IOException e) {
      LOG.warn("Could not accept a connection at {}: {}", address, e.getMessage());
      return; // this one is broken, others need not be
    }
    AuthKey key = entry.key();
    if (key == null) {
      welcome.add(new Connection(frames, null));
      return;
    }
    if (guests.size() == MOST_GUESTS) {
      refuse(guests.element(), "others came while it did not prove that it knows the key");
    }
    Guest guest = new Guest(frames, Authentication.ofListener(key));
    guests.add(guest);
    try {
      for (byte[] message : guest.authentication.opening()) {
        frames.send(message);
      }
      channel.register(selector, SelectionKey.OP_READ, guest);
    } catch (IOException e) {
      refuse(guest, "the connection broke: " + e.getMessage());
    }
  }

  private void attend(Guest guest) {
    try {
      if (guest.advance()) {
        guests.remove(guest);
        guests.add(guest);
      }
      if (guest.authentication.isDone()) {
        guest.frames.channel().keyFor(selector).cancel();
        guests.remove(guest);
        welcome.add(new Connection(guest.frames, entry.rules()));
      }
    } catch (Authentication.Refusal e) {
      refuse(guest, e.getMessage());
    } catch (IOException e) {
      refuse(guest, "it sent something else than a proof of the key: " + e.getMessage());
    }
  }

  private void refuse(Guest guest, @Nullable String reason) {
    guests.remove(guest);
    LOG.warn("Refused a connection to {}: {}", address, reason);
    closeQuietly(guest.frames);
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      LOG.debug("Could not close a connection", e);
    }
  }

  /** Turns away everybody. */
  @Override
  public void close() {
    guests.forEach(guest -> closeQuietly(guest.frames));
    guests.clear();
    welcome.forEach(Reception::closeQuietly);
    welcome.clear();
  }

  /** Somebody who has proved nothing. */
  private static final class Guest {
    private final FrameChannel frames;
    private final Authentication authentication;
    private Deadline deadline = Deadline.after(patience);

    Guest(FrameChannel frames, Authentication authentication) {
      this.frames = frames;
      this.authentication = authentication;
    }

    boolean isLate() {
      return deadline.isExpired();
    }

    /** Takes what has come; true if that was a message, from which its time runs anew. */
    boolean advance() throws IOException, Authentication.Refusal {
      boolean advanced = false;
      try {
        while (!authentication.isDone()
            && frames.awaitFrame(Authentication.LONGEST, Deadline.after(Duration.ZERO))) {
          for (byte[] reply : authentication.next(frames.take())) {
            frames.send(reply);
          }
          advanced = true;
          deadline = Deadline.after(patience);
        }
        return advanced;
      } catch (Authentication.Refusal e) {
        byte[] farewell = e.farewell();
        if (farewell != null) {
          frames.send(farewell);
        }
        throw e;
      } catch (InterruptedException e) {
        throw new AssertionError("without a timeout nothing waits", e);
      }
    }
  }
}
