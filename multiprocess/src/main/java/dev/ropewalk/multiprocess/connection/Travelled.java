package dev.ropewalk.multiprocess.connection;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What travels in place of an end of a connection. Where it is deserialized, it fetches that end.
 *
 * @param socket where the end waits
 * @param key what its process asks for
 * @param number of the {@linkplain Parcels parcel}
 * @param receiving whether the end receives
 * @param sending whether it sends
 * @param rules what it may receive
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Travelled(
    String socket,
    byte[] key,
    byte[] number,
    boolean receiving,
    boolean sending,
    @Nullable ObjectRules rules)
    implements Serializable {

  Object readResolve() throws ObjectStreamException {
    try {
      return fetch();
    } catch (ObjectStreamException e) {
      throw e;
    } catch (IOException e) {
      throw failure("the process that sent the end of a connection does not give it away: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted while fetching the end of a connection", e);
    }
  }

  static InvalidObjectException failure(String message, Exception cause) {
    InvalidObjectException failure = new InvalidObjectException(message);
    failure.initCause(cause);
    return failure;
  }

  private Connection fetch() throws IOException, InterruptedException {
    Connection door = Connection.connect(UnixDomainSocketAddress.of(socket), AuthKey.of(key));
    try {
      door.sendBytes(number);
      byte[] refusal = door.receiveBytes();
      if (refusal.length > 0) {
        throw new InvalidObjectException(new String(refusal, StandardCharsets.UTF_8));
      }
      return new Connection(door.frames(), rules, receiving, sending);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      door.close();
      throw e;
    }
  }

  /** Hides the key and the number. */
  @Override
  public String toString() {
    return "Travelled[" + socket + "]";
  }
}
