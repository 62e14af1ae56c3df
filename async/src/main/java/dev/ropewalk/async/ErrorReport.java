package dev.ropewalk.async;

/**
 * A failure that reached nobody who could handle it, as a loop tells it to its {@link LoopExceptionHandler}. Python passes
 * a dict, the "context" of {@code call_exception_handler}.
 */
public final class ErrorReport {

  private final String message;
  private final Throwable exception;

  ErrorReport(String message, Throwable exception) {
    this.message = message;
    this.exception = exception;
  }

  /** What failed, in words. */
  public String message() {
    return message;
  }

  /** What it threw. */
  public Throwable exception() {
    return exception;
  }

  @Override
  public String toString() {
    return message + ": " + exception;
  }
}
