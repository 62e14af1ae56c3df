package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.connection.AuthKey;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.multiprocess.internal.Hmac;
import dev.ropewalk.multiprocess.internal.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Mutual proof of the key, in three frames, before either side decodes anything:
 *
 * <pre>
 *   parent                                            child
 *     ── challenge: 32 random bytes ──────────────────►
 *     ◄── answer: 32 other bytes, HMAC("child" …) ─────
 *     ── proof: HMAC("parent" …) ─────────────────────►
 * </pre>
 *
 * <p>Both HMACs cover the label of the side that makes them and the random bytes of both sides, so that neither a recorded
 * nor a reflected message proves anything. They are compared in constant time.
 */
public final class Handshake {

  /** How long a challenge is. */
  public static final int CHALLENGE = 32;

  private static final int MAC = 32;

  /** How long an answer is. */
  static final int ANSWER = CHALLENGE + MAC;

  private static final byte[] CHILD =
      "ropewalk handshake 1: child".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PARENT =
      "ropewalk handshake 1: parent".getBytes(StandardCharsets.US_ASCII);

  private Handshake() {}

  private static byte[] hmac(AuthKey key, byte[]... parts) {
    return Hmac.SHA256.of(key.bytes(), parts);
  }

  /** Bytes that nobody can foresee. */
  public static byte[] newChallenge() {
    return Secrets.random(CHALLENGE);
  }

  /** The child's answer to a challenge, with a challenge of its own. */
  static byte[] answer(AuthKey key, byte[] challenge, byte[] own) {
    byte[] answer = Arrays.copyOf(own, ANSWER);
    System.arraycopy(hmac(key, CHILD, challenge, own), 0, answer, CHALLENGE, MAC);
    return answer;
  }

  /** Whether whoever sent the answer knows the key. */
  static boolean isRight(AuthKey key, byte[] challenge, byte[] answer) {
    byte[] own = Arrays.copyOf(answer, CHALLENGE);
    byte[] mac = Arrays.copyOfRange(answer, CHALLENGE, ANSWER);
    return MessageDigest.isEqual(mac, hmac(key, CHILD, challenge, own));
  }

  /** The parent's proof, sent once the child has proved itself. */
  static byte[] proof(AuthKey key, byte[] challenge, byte[] answer) {
    return hmac(key, PARENT, challenge, Arrays.copyOf(answer, CHALLENGE));
  }

  /**
   * The child's side.
   *
   * @param own random bytes that nobody but this child and its parent have seen
   * @throws IOException if the connection fails or the other side does not prove that it knows the key
   */
  public static void connect(FrameChannel channel, AuthKey key, byte[] own) throws IOException {
    byte[] challenge = channel.receive(CHALLENGE);
    if (challenge == null || challenge.length != CHALLENGE) {
      throw new IOException("no challenge came: whoever listens here is not the parent");
    }
    channel.send(answer(key, challenge, own));
    byte[] proof = channel.receive(MAC);
    if (proof == null || !MessageDigest.isEqual(proof, hmac(key, PARENT, challenge, own))) {
      throw new IOException(
          "whoever listens here did not prove that it knows the key of this process tree");
    }
  }
}
