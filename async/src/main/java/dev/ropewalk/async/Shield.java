package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/** The work of {@link Async#shield}. */
final class Shield {

  private Shield() {}

  static <T extends @Nullable Object> Awaitable<T> of(Awaitable<T> inner) {
    if (inner.isDone()) {
      return inner;
    }
    AsyncFuture<T> outer = new AsyncFuture<>(inner.loop(), "a shield of " + inner.title(), null);
    inner.completion().whenDone((LoopAction) () -> ended(inner, outer));
    return outer;
  }

  private static <T extends @Nullable Object> void ended(Awaitable<T> inner, AsyncFuture<T> outer) {
    Outcome<T> outcome = inner.completion().outcome();
    if (outcome == null) {
      throw new IllegalStateException(inner + " should have ended");
    }
    inner.completion().retrieved();
    if (!outer.completion().complete(outcome) && outcome instanceof Outcome.Failure<T> failure) {
      inner
          .loop()
          .reportFromAnywhere(
              new ErrorReport(
                  inner.title() + " failed after the one who waited for its shield was cancelled",
                  failure.cause(),
                  null));
    }
  }
}
