package dev.ropewalk.threads.internal;

import java.io.IOException;
import java.io.NotSerializableException;

/** The value of a context variable can't travel. */
public final class ContextValueException extends IOException {

  private static final long serialVersionUID = 1;

  private ContextValueException(String message, Exception cause) {
    super(message, cause);
  }

  /** It could not be written. */
  public static ContextValueException ofWriting(String variable, Exception cause) {
    return new ContextValueException(
        cause instanceof NotSerializableException
            ? cause.getMessage() + " in the context variable " + variable + " is not Serializable"
            : "the value of the context variable " + variable + " can't be written: " + cause,
        cause);
  }

  /** It could not be read where it arrived. */
  public static ContextValueException ofReading(String variable, Exception cause) {
    return new ContextValueException(
        "the value of the context variable " + variable + " can't be read here: " + cause, cause);
  }
}
