package dev.ropewalk.multiprocess.internal;

import java.io.InvalidClassException;

/** A class that a child can't find. */
public final class UnreachableClassException extends InvalidClassException {

  private static final long serialVersionUID = 1;

  UnreachableClassException(String message) {
    super(message);
  }
}
