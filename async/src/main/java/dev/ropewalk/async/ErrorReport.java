package dev.ropewalk.async;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that reached nobody who could handle it, as a loop tells it to its {@link LoopExceptionHandler}. Python passes
 * a dict, the "context" of {@code call_exception_handler}.
 */
public final class ErrorReport {

  private final String message;
  private final Throwable exception;
  private final @Nullable Throwable createdAt;

  ErrorReport(String message, Throwable exception, @Nullable Throwable createdAt) {
    this.message = message;
    this.exception = exception;
    this.createdAt = createdAt;
  }

  /** A report for {@link EventLoop#callExceptionHandler}. */
  public static ErrorReport of(String message, Throwable exception) {
    return new ErrorReport(
        Objects.requireNonNull(message, "message"),
        Objects.requireNonNull(exception, "exception"),
        null);
  }

  /** What failed, in words. */
  public String message() {
    return message;
  }

  /** What it threw. */
  public Throwable exception() {
    return exception;
  }

  /** Where the task or future was created that failed, if the loop was in debug mode then: a stack trace. */
  public Optional<Throwable> createdAt() {
    return Optional.ofNullable(createdAt);
  }

  @Override
  public String toString() {
    return message + ": " + Naming.of(exception);
  }
}
