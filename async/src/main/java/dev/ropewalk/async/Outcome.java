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

  /**
   * Was cancelled.
   *
   * @param thrown what a coroutine was told and let pass, and so shows where it was; null if none was told
   * @param how what is said of it after its name
   * @param reason what was given to {@link Awaitable#cancel(String)}
   */
  record Cancelled<T extends @Nullable Object>(
      @Nullable CancelledError thrown, String how, @Nullable String reason) implements Outcome<T> {

    /** What has the error as its cause, which says the rest. */
    static <T extends @Nullable Object> Cancelled<T> by(CancelledError error) {
      return new Cancelled<>(error, CANCELLED, error.reason().orElse(null));
    }

    /** No coroutine was told, so there is no error yet; whoever asks gets one. */
    static <T extends @Nullable Object> Cancelled<T> untold(@Nullable String reason) {
      return untold(CANCELLED, reason);
    }

    static <T extends @Nullable Object> Cancelled<T> untold(String how, @Nullable String reason) {
      return new Cancelled<>(null, how, reason);
    }

    /** The error that it ended with, made now if there was none. */
    CancelledError error(String name) {
      return thrown == null ? seen(name) : thrown;
    }

    /** A new error, for one who asks how it ended; shows where it was asked. */
    CancelledError seen(String name) {
      return CancelledError.seen(name + " " + how, reason, thrown);
    }
  }

  String CANCELLED = "was cancelled";

  /**
   * What a body ended with by throwing. A failure that reached the body wrapped, because it awaited another task, is
   * taken out of its wrapping: however many tasks a failure passes through, the cause stays one level deep.
   */
  static <T extends @Nullable Object> Outcome<T> thrown(Throwable thrown) {
    if (thrown instanceof CancelledError error) {
      return Cancelled.by(error);
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
          throw Cancelled.by(error).seen(name);
      case Failure<T> failure -> throw failed(failure, name);
      case Cancelled<T> cancelled -> throw cancelled.seen(name);
    };
  }

  private static CompletionException failed(Failure<?> failure, String name) {
    CompletionException exception =
        new CompletionException(name + " failed: " + Naming.of(failure.cause), failure.cause);
    if (failure.via != null) {
      exception.addSuppressed(failure.via); // the way it took: each await it passed through
    }
    return exception;
  }
}
