package dev.ropewalk.multiprocess;

/** The initialiser failed in a new process of a pool: for the pool's own use, users get the reason. */
final class InitializerFailedException extends Exception {

  private static final long serialVersionUID = 1;

  private final Throwable reason;

  InitializerFailedException(Throwable reason) {
    super(reason);
    this.reason = reason;
  }

  Throwable reason() {
    return reason;
  }
}
