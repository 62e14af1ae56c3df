package dev.ropewalk.benchmarks;

import org.jspecify.annotations.Nullable;

/** A benchmark could not be measured; the message is for whoever started it. */
final class BenchFailedException extends Exception {

  private static final long serialVersionUID = 1;

  BenchFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
