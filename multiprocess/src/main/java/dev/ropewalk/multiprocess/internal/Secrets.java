package dev.ropewalk.multiprocess.internal;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What proofs of a key are made of. */
public final class Secrets {

  /** An HMAC pads its key with zeros, so this is the empty key, which {@link SecretKeySpec} refuses. */
  private static final byte[] EMPTY_KEY = {0};

  private Secrets() {}

  /** So many bytes that nobody can foresee. */
  public static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /**
   * The HMAC of the parts, one after the other.
   *
   * @param algorithm as {@link Mac} calls it: {@code HmacSHA256}
   */
  public static byte[] hmac(String algorithm, byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.length == 0 ? EMPTY_KEY : key, algorithm));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(
          "this JVM has no " + algorithm + ", which proofs of a key need", e);
    }
  }
}
