package dev.ropewalk.async;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown inside a coroutine, at a suspension point, because its task was cancelled, or because it awaits a task that was.
 * Python's {@code asyncio.CancelledError}, which is outside {@code Exception} so that code that handles failures does not
 * swallow a cancellation by accident. For the same reason this is an {@link Error}: {@code catch (Exception e)} does not
 * catch it. Clean up in {@code finally} or try-with-resources and let it pass; a coroutine that does ends cancelled.
 *
 * <p><b>The trap that is left</b>: {@code catch (Throwable t)}, and code that does so for its caller (a {@link
 * java.util.concurrent.FutureTask}, many frameworks), does catch it. A handler that broad in a coroutine rethrows this
 * type first. Catching it on purpose means that the cancellation was refused: the coroutine goes on.
 *
 * <p>Not related to {@link java.util.concurrent.CancellationException}, just as Python's two are not: that one is what
 * {@link Async#run} throws to code outside the loop when the main coroutine was cancelled.
 */
public final class CancelledError extends Error {

  private static final long serialVersionUID = 1L;

  private final @Nullable String reason;

  private CancelledError(String message, @Nullable String reason, @Nullable CancelledError cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** A new cancellation, with the reason if somebody gave one. */
  static CancelledError of(String message, @Nullable String reason) {
    return seen(message, reason, null);
  }

  /** A cancellation as it is seen by one who asks for the result; the cause is what was thrown by a coroutine, if one was told. */
  static CancelledError seen(
      String message, @Nullable String reason, @Nullable CancelledError cause) {
    return new CancelledError(reason == null ? message : message + ": " + reason, reason, cause);
  }

  /** What was given to {@link Awaitable#cancel(String)}. Python's message of the error. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }
}
