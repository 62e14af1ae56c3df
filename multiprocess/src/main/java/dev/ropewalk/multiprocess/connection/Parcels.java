package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.multiprocess.internal.Secrets;
import dev.ropewalk.multiprocess.internal.Shipment;
import dev.ropewalk.threads.internal.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends of connections that were serialized in this process and wait to be fetched by whoever deserializes them.
 *
 * <p>They wait behind a door: a listener in a private folder, open as long as anything waits. Whoever has the handle ({@link
 * Travelled}) knows its key and the number of the parcel, and gets a connection to a {@link Relay} to the end.
 */
final class Parcels {
  /*
   * Under LOCK: WAITING and `door`. The door is closed when nothing waits, and nothing is added to one that is closed, so
   * what waits can be fetched. A parcel is taken out of WAITING by one thread, who hands it over or drops it.
   */
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int NUMBER = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long an end that was closed here waits for somebody who perhaps was killed on the way. Volatile, for tests. */
  static volatile Duration longestWait = Duration.ofMinutes(1);

  /** Looks that often in that time. */
  private static final int LOOKS = 12;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Map<ByteBuffer, Parcel> WAITING = new HashMap<>();
  private static final AuthKey KEY = AuthKey.of(Secrets.random(AuthKey.LENGTH));

  private static @Nullable Listener door;

  private Parcels() {}

  private static final class Parcel {
    final Connection end;
    @Nullable Deadline expiry; // read and written by the thread at the door

    Parcel(Connection end) {
      this.end = end;
    }

    boolean isExpired() {
      if (expiry == null && end.isClosed()) {
        expiry = Deadline.after(longestWait);
      }
      return expiry != null && expiry.isExpired();
    }
  }

  /** Lets an end be fetched once, by whoever has the handle. */
  static Travelled offer(Connection end, @Nullable ObjectRules rules) throws IOException {
    byte[] number = Secrets.random(NUMBER);
    LOCK.lock();
    try {
      Listener open = openDoor();
      WAITING.put(ByteBuffer.wrap(number), new Parcel(end));
      end.departures().offer();
      Shipment.add(() -> drop(number));
      return new Travelled(
          open.address().toString(),
          KEY.bytes(),
          number,
          end.isReceiving(),
          end.isSending(),
          rules);
    } finally {
      LOCK.unlock();
    }
  }

  /** Under LOCK. */
  private static Listener openDoor() throws IOException {
    Listener open = door;
    if (open == null) {
      Listener fresh = Listener.openPrivate(KEY);
      boolean started = false;
      try {
        Thread.ofPlatform().name("ropewalk-parcels").daemon().start(() -> serve(fresh));
        started = true;
      } finally {
        if (!started) {
          fresh.close();
        }
      }
      door = fresh;
      return fresh;
    }
    return open;
  }

  private static void closeDoorIfNothingWaits() {
    Listener idle = null;
    LOCK.lock();
    try {
      if (WAITING.isEmpty()) {
        idle = door;
        door = null;
      }
    } finally {
      LOCK.unlock();
    }
    if (idle != null) {
      close(idle);
    }
  }

  private static @Nullable Parcel take(byte[] number) {
    LOCK.lock();
    try {
      return WAITING.remove(ByteBuffer.wrap(number));
    } finally {
      LOCK.unlock();
    }
  }

  private static void drop(byte[] number) {
    Parcel parcel = take(number);
    if (parcel != null) {
      parcel.end.dropOffer();
      closeDoorIfNothingWaits();
    }
  }

  private static void dropExpired() {
    List<byte[]> expired;
    LOCK.lock();
    try {
      expired =
          WAITING.entrySet().stream()
              .filter(each -> each.getValue().isExpired())
              .map(each -> each.getKey().array())
              .toList();
    } finally {
      LOCK.unlock();
    }
    expired.forEach(Parcels::drop);
  }

  private static void serve(Listener open) {
    try {
      while (true) {
        try {
          serve(open.accept(longestWait.dividedBy(LOOKS)));
        } catch (TimeoutException e) {
          dropExpired();
        }
        closeDoorIfNothingWaits();
      }
    } catch (ClosedChannelException | InterruptedException e) {
      // nothing waits any more, or somebody wants all threads to end
    } catch (IOException e) {
      LOG.error("Ends of connections that are on their way can't be fetched any more", e);
    } finally {
      abandon(open);
    }
  }

  /** Nobody serves at this door any more; what still waited behind it stays here. */
  private static void abandon(Listener open) {
    List<Parcel> left = List.of();
    LOCK.lock();
    try {
      if (open.equals(door)) {
        door = null;
        left = List.copyOf(WAITING.values());
        WAITING.clear();
      }
    } finally {
      LOCK.unlock();
    }
    left.forEach(parcel -> parcel.end.dropOffer());
    close(open);
  }

  private static void close(Listener open) {
    try {
      open.close();
    } catch (IOException e) {
      LOG.debug("Could not close {}", open, e);
    }
  }

  /** The guest knows the key. */
  private static void serve(Connection guest) throws InterruptedException {
    try {
      byte[] number = guest.poll(PATIENCE) ? guest.receiveBytes(NUMBER) : new byte[0];
      Parcel parcel = take(number);
      FrameChannel end = parcel == null ? null : parcel.end.depart();
      if (end == null) {
        String why =
            parcel == null
                ? "it was fetched before, or nobody was expected any more"
                : "it went to another process before, or is being used where it was sent from";
        guest.sendBytes(
            ("this end of a connection can't be had: " + why).getBytes(StandardCharsets.UTF_8));
        guest.close();
      } else {
        guest.sendBytes(new byte[0]);
        Relay.start(end, guest.frames());
      }
    } catch (IOException e) {
      LOG.warn("The end of a connection was not fetched: {}", e.getMessage());
    }
  }
}
