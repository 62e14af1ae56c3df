package dev.ropewalk.async;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The work of {@link Async#shield}. */
final class Shield<T extends @Nullable Object> implements Parts {
  /*
   * As in CPython 3.14, by the steps of the loop: the iteration after the outer future was cancelled, it lets go of the inner
   * one, unless that has ended by then; from there on a failure of the inner one is reported, once for however many shields.
   * An inner failure that comes in the same iteration as the cancellation was seen by the shield, and is not reported.
   */

  private final Awaitable<T> inner;
  private final AsyncFuture<T> outer;
  private final LoopAction innerEnded = this::innerEnded;

  private Shield(Awaitable<T> inner) {
    this.inner = inner;
    this.outer = new AsyncFuture<>(inner.loop(), this, null);
  }

  static <T extends @Nullable Object> Awaitable<T> of(Awaitable<T> inner) {
    if (inner.isDone()) {
      return inner;
    }
    Shield<T> shield = new Shield<>(inner);
    inner.completion().whenDone(shield.innerEnded);
    shield.outer.completion().whenDone((LoopAction) shield::outerEnded);
    return shield.outer;
  }

  @Override
  public Collection<? extends Awaitable<?>> parts() {
    return List.of(inner);
  }

  @Override
  public String toString() {
    return "a shield of " + inner.title();
  }

  /** What {@link #toString} says where no user code may run. */
  String nameOfOurs() {
    return "a shield of " + inner.nameOfOurs();
  }

  private void innerEnded() {
    Outcome<T> outcome = inner.completion().outcome();
    if (outcome == null) {
      throw new IllegalStateException(inner + " should have ended");
    }
    inner.completion().retrieved();
    outer.completion().complete(outcome);
  }

  private void outerEnded() {
    if (!inner.isDone()) {
      inner.completion().forget(innerEnded);
      ReportFailure report = new ReportFailure(inner);
      inner.completion().forget(report); // another shield's
      inner.completion().whenDone(report);
    }
  }

  /** Equal to any other for the same awaitable. */
  private record ReportFailure(Awaitable<?> inner) implements LoopAction {

    @Override
    public void run() {
      if (inner.completion().outcome() instanceof Outcome.Failure<?> failure) {
        inner.completion().retrieved();
        inner
            .loop()
            .reportFromAnywhere(
                new ErrorReport(
                    inner.nameOfOurs()
                        + " failed after the one who waited for its shield was cancelled",
                    failure.cause(),
                    null));
      }
    }
  }
}
