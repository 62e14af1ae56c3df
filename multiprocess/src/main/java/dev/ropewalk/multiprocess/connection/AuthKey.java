package dev.ropewalk.multiprocess.connection;

import dev.ropewalk.multiprocess.internal.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A secret by which the two sides of a connection know each other. Each process tree has one: {@code
 * current_process().authkey}. The first process of a tree makes it up, or is {@linkplain #useForThisTree() given} it; each
 * child gets it over its standard input. It is
 * never on a command line, in the environment or in a log, and it is not serializable.
 *
 * <p>A key for talking to Python is the {@code bytes} that stand there as {@code authkey}. An empty one works, as in Python,
 * and protects nothing.
 */
public final class AuthKey {

  /** How long a key is that a process tree makes up, in bytes. */
  public static final int LENGTH = 32;

  private static final AtomicReference<@Nullable AuthKey> OF_THIS_TREE = new AtomicReference<>();

  private final byte[] key;

  private AuthKey(byte[] key) {
    this.key = key;
  }

  /** A key of these bytes. */
  public static AuthKey of(byte[] key) {
    return new AuthKey(key.clone());
  }

  /** A key of the UTF-8 bytes of this text. */
  public static AuthKey of(String text) {
    return new AuthKey(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The key of the tree this process belongs to; made up at the first call in the tree's first process. */
  public static AuthKey ofThisTree() {
    AuthKey existing = OF_THIS_TREE.get();
    if (existing != null) {
      return existing;
    }
    AuthKey fresh = new AuthKey(Secrets.random(LENGTH));
    AuthKey before = OF_THIS_TREE.compareAndExchange(null, fresh);
    return before == null ? fresh : before;
  }

  /**
   * Makes this the key of the tree this process belongs to, for what comes now: listeners, connections, and processes that it
   * makes. Python: {@code current_process().authkey = key}.
   */
  public void useForThisTree() {
    OF_THIS_TREE.set(this);
  }

  /** The key itself, for handing it to a child. */
  public byte[] bytes() {
    return key.clone();
  }

  /** Hides the key. */
  @Override
  public String toString() {
    return "AuthKey";
  }
}
