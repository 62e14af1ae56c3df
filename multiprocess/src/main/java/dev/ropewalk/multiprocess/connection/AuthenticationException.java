package dev.ropewalk.multiprocess.connection;

import java.io.IOException;

/** The other side did not prove that it knows the key, or said that we did not. The connection is closed. */
public final class AuthenticationException extends IOException {
  private static final long serialVersionUID = 1;

  AuthenticationException(String message) {
    super(message);
  }
}
