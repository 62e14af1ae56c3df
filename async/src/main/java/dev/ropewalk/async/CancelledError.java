package dev.ropewalk.async;

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

  CancelledError(String message) {
    super(message);
  }

  CancelledError(String message, CancelledError cause) {
    super(message, cause);
  }
}
