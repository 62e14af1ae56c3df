package dev.ropewalk.multiprocess.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mutual proof of a key, in the messages of CPython's {@code deliver_challenge} and {@code answer_challenge}. Does no
 * input and output itself: it is given the messages that come and gives those to send. They are compared and never decoded.
 *
 * <pre>
 *   listener                                   client
 *     ── #CHALLENGE#{sha256}40 random bytes ─────►
 *     ◄── {sha256}HMAC(challenge) ────────────────
 *     ── #WELCOME# or #FAILURE# ─────────────────►
 *     ◄── #CHALLENGE#… ───────────────────────────
 *     ── {sha256}HMAC(challenge) ────────────────►
 *     ◄── #WELCOME# or #FAILURE# ─────────────────
 * </pre>
 *
 * <p>CPython 3.11 and older know no digests: their challenges and answers have no name in braces, and are of MD5.
 */
final class Authentication {

  /** The longest message that may come. */
  static final int LONGEST = 256;

  private static final byte[] CHALLENGE = "#CHALLENGE#".getBytes(US_ASCII);
  private static final byte[] WELCOME = "#WELCOME#".getBytes(US_ASCII);
  private static final byte[] FAILURE = "#FAILURE#".getBytes(US_ASCII);
  private static final int RANDOM = 40;
  private static final int SHORTEST_CHALLENGE = 20;

  /** What the other side has to send next. */
  private enum Awaited {
    ANSWER,
    CHALLENGE,
    VERDICT,
    NOTHING
  }

  private final AuthKey key;
  private final boolean listening;
  private final byte[] challenge = ChallengeDigest.SHA256.newChallenge(RANDOM);
  private Awaited awaited;

  private Authentication(AuthKey key, boolean listening) {
    this.key = key;
    this.listening = listening;
    this.awaited = listening ? Awaited.ANSWER : Awaited.CHALLENGE;
  }

  static Authentication ofListener(AuthKey key) {
    return new Authentication(key, true);
  }

  static Authentication ofClient(AuthKey key) {
    return new Authentication(key, false);
  }

  /** What to send before anything comes. */
  List<byte[]> opening() {
    return listening ? List.of(ownChallenge()) : List.of();
  }

  /** Whether both sides have proved themselves. */
  boolean isDone() {
    return awaited == Awaited.NOTHING;
  }

  /**
   * Takes a message.
   *
   * @param message null if the other side closed the connection instead
   * @return what to send, in this order
   * @throws Refusal if the other side is not to be trusted
   */
  List<byte[]> next(byte @Nullable [] message) throws Refusal {
    if (message == null) {
      throw new Refusal("it closed the connection", null);
    }
    return switch (awaited) {
      case ANSWER -> judge(message);
      case CHALLENGE -> answer(message);
      case VERDICT -> hear(message);
      case NOTHING -> throw new IllegalStateException("all is proved");
    };
  }

  private List<byte[]> judge(byte[] answer) throws Refusal {
    if (!ChallengeDigest.isRight(key, challenge, answer)) {
      throw new Refusal("it does not know the key", FAILURE);
    }
    awaited = listening ? Awaited.CHALLENGE : Awaited.NOTHING;
    return List.of(WELCOME);
  }

  private List<byte[]> answer(byte[] message) throws Refusal {
    byte[] theirs =
        Bytes.startsWith(message, CHALLENGE)
            ? Arrays.copyOfRange(message, CHALLENGE.length, message.length)
            : new byte[0];
    byte[] answer = theirs.length < SHORTEST_CHALLENGE ? null : ChallengeDigest.answer(key, theirs);
    if (answer == null) {
      throw new Refusal("it sent no challenge that can be answered", null);
    }
    awaited = Awaited.VERDICT;
    return List.of(answer);
  }

  private List<byte[]> hear(byte[] verdict) throws Refusal {
    if (!Arrays.equals(verdict, WELCOME)) {
      throw new Refusal("it says that our key is not its own", null);
    }
    awaited = listening ? Awaited.NOTHING : Awaited.ANSWER;
    return listening ? List.of() : List.of(ownChallenge());
  }

  private byte[] ownChallenge() {
    return Bytes.concat(CHALLENGE, challenge);
  }

  /** Why the other side is refused, and what to tell it. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final byte @Nullable [] farewell;

    Refusal(String reason, byte @Nullable [] farewell) {
      super(reason);
      this.farewell = farewell;
    }

    byte @Nullable [] farewell() {
      return farewell;
    }
  }
}
