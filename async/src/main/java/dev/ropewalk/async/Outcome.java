package dev.ropewalk.async;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How something ended. */
sealed interface Outcome<T extends @Nullable Object> {

  /** Ended with a value. */
  record Value<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /**
   * Failed. A future that was given a {@link CancelledError} failed with that and was not itself cancelled, but is awaited
   * with the same effect.
   *
   * @param cause what went wrong in the first place
   * @param via the exception in which another task's failure reached the body; null if the body threw the cause itself
   */
  record Failure<T extends @Nullable Object>(Throwable cause, @Nullable Throwable via)
      implements Outcome<T> {}

  /** Was cancelled. */
  record Cancelled<T extends @Nullable Object>(CancelledError error) implements Outcome<T> {}

  /**
   * What a body ended with by throwing. A failure that reached the body wrapped, because it awaited another task, is
   * taken out of its wrapping: however many tasks a failure passes through, the cause stays one level deep.
   */
  static <T extends @Nullable Object> Outcome<T> thrown(Throwable thrown) {
    if (thrown instanceof CancelledError error) {
      return new Cancelled<>(error);
    }
    Throwable inner = thrown instanceof CompletionException ? thrown.getCause() : null;
    return inner == null ? new Failure<>(thrown, null) : new Failure<>(inner, thrown);
  }

  /**
   * The value; a failure or cancellation is thrown, in a new throwable that shows where it was asked for.
   *
   * @param name what ended, for the message
   */
  static <T extends @Nullable Object> T get(Outcome<T> outcome, String name) {
    return switch (outcome) {
      case Value<T> ended -> ended.value;
      case Failure<T> failure when failure.cause instanceof CancelledError error ->
          throw CancelledError.seen(name, error);
      case Failure<T> failure -> throw failed(failure, name);
      case Cancelled<T> cancelled -> throw CancelledError.seen(name, cancelled.error);
    };
  }

  private static CompletionException failed(Failure<?> failure, String name) {
    CompletionException exception =
        new CompletionException(name + " failed: " + failure.cause, failure.cause);
    if (failure.via != null) {
      exception.addSuppressed(failure.via); // the way it took: each await it passed through
    }
    return exception;
  }
}
