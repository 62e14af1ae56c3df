package dev.ropewalk.multiprocess.internal;

import java.security.SecureRandom;

/** What keys and challenges are made of. */
public final class Secrets {

  private Secrets() {}

  /** So many bytes that nobody can foresee. */
  public static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
