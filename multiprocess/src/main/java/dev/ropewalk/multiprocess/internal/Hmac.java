package dev.ropewalk.multiprocess.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) over the JDK's digests: what proofs of a key are made of. {@code javax.crypto.Mac} gives the same, but loads
 * and verifies all security providers first, which each child would do at its start.
 */
public enum Hmac {
  /** For CPython 3.11 and older. */
  MD5("MD5", 64),
  /** Ours. */
  SHA256("SHA-256", 64),
  /** A peer may ask for it. */
  SHA384("SHA-384", 128),
  /** A peer may ask for it. */
  SHA3_256("SHA3-256", 136),
  /** A peer may ask for it. */
  SHA3_384("SHA3-384", 104);

  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final String digest;
  private final int block;

  Hmac(String digest, int block) {
    this.digest = digest;
    this.block = block;
  }

  /** That of the parts, one after the other. */
  public byte[] of(byte[] key, byte[]... parts) {
    MessageDigest hash = newDigest();
    byte[] padded = Arrays.copyOf(key.length > block ? hash.digest(key) : key, block);
    hash.update(mixed(padded, INNER));
    for (byte[] part : parts) {
      hash.update(part);
    }
    byte[] inner = hash.digest();
    hash.update(mixed(padded, OUTER));
    return hash.digest(inner);
  }

  private static byte[] mixed(byte[] key, byte with) {
    byte[] mixed = key.clone();
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] ^= with;
    }
    return mixed;
  }

  private MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "this JVM has no " + digest + ", which proofs of a key need", e);
    }
  }
}
