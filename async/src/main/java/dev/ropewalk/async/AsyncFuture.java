package dev.ropewalk.async;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that is going to be there: whoever makes it ends it by {@link #setResult}, {@link #setException} or {@link
 * #cancel}, and coroutines of its loop wait for it by {@link #await}. The low-level piece of which locks, queues and bridges
 * are made. Python's {@code asyncio.Future}; the name is another because {@link java.util.concurrent.Future} blocks.
 *
 * <p>Everything here follows the rules of {@link Awaitable}: other threads come by {@link EventLoop#callSoonThreadsafe}.
 *
 * @param <T> the type of the value
 */
public final class AsyncFuture<T extends @Nullable Object> extends Awaitable<T> {

  private final Object title;
  private final @Nullable GroupCancel onCancel;
  private final @Nullable Throwable createdAt;

  /** How the future of several others is cancelled, and which those are. */
  interface GroupCancel extends Parts {
    boolean cancel(@Nullable String reason);
  }

  /**
   * A future of the loop on which the caller runs.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public AsyncFuture() {
    this(CurrentLoop.loopFor("new AsyncFuture"), "a future", null);
  }

  /**
   * A future of the loop on which the caller runs, named after something.
   *
   * @param subject what ends it; its {@code toString} stands for the future in messages, and is asked only for these
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public AsyncFuture(Object subject) {
    this(CurrentLoop.loopFor("new AsyncFuture"), Objects.requireNonNull(subject, "subject"), null);
  }

  AsyncFuture(EventLoop loop, Object title, @Nullable GroupCancel onCancel) {
    super(loop);
    this.title = title;
    this.onCancel = onCancel;
    this.createdAt =
        loop.isDebug()
            ? new Throwable("the future was created here, by " + Thread.currentThread())
            : null;
  }

  /**
   * Ends it with a value; whoever waits becomes ready.
   *
   * @throws IllegalStateException if it has ended already, as Python's {@code InvalidStateError}
   */
  public void setResult(T value) {
    end("setResult", new Outcome.Value<>(value));
  }

  /**
   * Ends it with a failure; whoever waits becomes ready. A {@link CancelledError} is thrown to them as one, though this was
   * not {@linkplain #isCancelled cancelled} itself.
   *
   * @throws IllegalStateException if it has ended already, as Python's {@code InvalidStateError}
   */
  public void setException(Throwable exception) {
    Objects.requireNonNull(exception, "exception");
    end("setException", new Outcome.Failure<>(exception, null));
  }

  private void end(String what, Outcome<T> outcome) {
    checkOnLoop(what);
    if (!completion().complete(outcome)) {
      throw new IllegalStateException(
          what + " was called on " + this + ", which has ended: ask isDone first");
    }
    if (outcome instanceof Outcome.Failure<T>) {
      completion().nameUnseen(title());
    }
  }

  @Override
  boolean requestCancel(@Nullable String reason) {
    if (isDone()) {
      completion().retrieved(); // as in Python: who cancels does not want to hear of it
      return false;
    }
    if (onCancel != null) {
      return onCancel.cancel(reason);
    }
    return completion().complete(Outcome.Cancelled.untold(reason));
  }

  /** Those that it cancels when it is cancelled. */
  Collection<? extends Awaitable<?>> children() {
    return onCancel == null ? List.of() : onCancel.parts();
  }

  /** Those whose end ends it, as far as the loop knows. */
  Collection<? extends Awaitable<?>> parts() {
    return title instanceof Parts joint ? joint.parts() : children();
  }

  /** What ends it. */
  Object subject() {
    return title;
  }

  /** Is recorded if the loop is in debug mode. */
  @Override
  @Nullable Throwable createdAt() {
    return createdAt;
  }

  @Override
  String title() {
    return Naming.of(title);
  }

  @Override
  String nameOfOurs() {
    return switch (title) {
      case String given -> given;
      case Shield<?> shield -> shield.nameOfOurs();
      default -> "a future for " + Naming.byClass(title);
    };
  }

  @Override
  public String toString() {
    return "AsyncFuture[" + title() + ", " + state() + "]";
  }
}
