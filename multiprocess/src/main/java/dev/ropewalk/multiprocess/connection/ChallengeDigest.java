package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.Hmac;
import dev.ropewalk.multiprocess.internal.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The digests that a challenge or an answer may name, as {@code {sha256}} before its bytes: those of CPython since 3.12. One
 * without a name is of CPython 3.11 or older, and means MD5; its length tells it from the others.
 */
enum ChallengeDigest {
  MD5("md5", Hmac.MD5),
  SHA256("sha256", Hmac.SHA256),
  SHA384("sha384", Hmac.SHA384),
  SHA3_256("sha3_256", Hmac.SHA3_256),
  SHA3_384("sha3_384", Hmac.SHA3_384);

  private static final int LEGACY_CHALLENGE = 20;
  private static final int LEGACY_ANSWER = 16;

  private final String prefix;
  private final Hmac hmac;

  ChallengeDigest(String name, Hmac hmac) {
    this.prefix = '{' + name + '}';
    this.hmac = hmac;
  }

  /** A challenge of so many unforeseeable bytes that asks for this digest. */
  byte[] newChallenge(int bytes) {
    return Bytes.concat(prefix(), Secrets.random(bytes));
  }

  /** The proof that the key is known; null if the challenge names no digest that is allowed. */
  static byte @Nullable [] answer(AuthKey key, byte[] challenge) {
    if (challenge.length == LEGACY_CHALLENGE || challenge.length == LEGACY_ANSWER) {
      return MD5.hmac(key, challenge);
    }
    ChallengeDigest digest = namedIn(challenge);
    return digest == null ? null : Bytes.concat(digest.prefix(), digest.hmac(key, challenge));
  }

  /** Whether the answer proves that the key is known. The proof covers the whole challenge, with its digest. */
  static boolean isRight(AuthKey key, byte[] challenge, byte[] answer) {
    if (answer.length == LEGACY_ANSWER) {
      return MessageDigest.isEqual(MD5.hmac(key, challenge), answer);
    }
    ChallengeDigest digest = namedIn(answer);
    return digest != null
        && MessageDigest.isEqual(
            digest.hmac(key, challenge),
            Arrays.copyOfRange(answer, digest.prefix.length(), answer.length));
  }

  private byte[] prefix() {
    return prefix.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] hmac(AuthKey key, byte[] challenge) {
    return hmac.of(key.bytes(), challenge);
  }

  private static @Nullable ChallengeDigest namedIn(byte[] message) {
    for (ChallengeDigest digest : values()) {
      if (Bytes.startsWith(message, digest.prefix())) {
        return digest;
      }
    }
    return null;
  }
}
