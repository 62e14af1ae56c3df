package dev.ropewalk.multiprocess.connection;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The secret that the processes of one tree share: {@code current_process().authkey}. The first process of a tree makes
 * it up; each child gets it over its standard input. It is never on a command line, in the environment or in a log.
 */
public final class AuthKey {

  /** How long a key is, in bytes. */
  public static final int LENGTH = 32;

  private static final AtomicReference<@Nullable AuthKey> OF_THIS_TREE = new AtomicReference<>();

  private final byte[] key;

  private AuthKey(byte[] key) {
    this.key = key;
  }

  /**
   * A key of these bytes.
   *
   * @throws IllegalArgumentException if they are not {@link #LENGTH} many
   */
  public static AuthKey of(byte[] key) {
    if (key.length != LENGTH) {
      throw new IllegalArgumentException("a key has " + LENGTH + " bytes, not " + key.length);
    }
    return new AuthKey(key.clone());
  }

  /** The key of the tree this process belongs to; made up at the first call in the tree's first process. */
  public static AuthKey ofThisTree() {
    AuthKey existing = OF_THIS_TREE.get();
    if (existing != null) {
      return existing;
    }
    AuthKey fresh = new AuthKey(random(LENGTH));
    AuthKey before = OF_THIS_TREE.compareAndExchange(null, fresh);
    return before == null ? fresh : before;
  }

  /** Makes this the key of the tree this process belongs to; called once, first thing in a child. */
  public void inherit() {
    OF_THIS_TREE.set(this);
  }

  /** The key itself, for handing it to a child. */
  public byte[] bytes() {
    return key.clone();
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** HMAC-SHA-256 of the parts, one after the other, under this key. */
  byte[] hmac(byte[]... parts) {
    Hasher hasher = Hashing.hmacSha256(key).newHasher();
    for (byte[] part : parts) {
      hasher.putBytes(part);
    }
    return hasher.hash().asBytes();
  }

  /** Hides the key. */
  @Override
  public String toString() {
    return "AuthKey";
  }
}
