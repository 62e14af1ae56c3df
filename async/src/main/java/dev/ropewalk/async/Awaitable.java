package dev.ropewalk.async;

import dev.ropewalk.threads.Context;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that ends once, with a value, a failure or a cancellation, and that coroutines can wait for: a {@link Task},
 * which a coroutine ends by ending, or an {@link AsyncFuture}, which somebody ends by hand. Python's {@code
 * asyncio.Future} with what it shares with its subclass {@code Task}; here neither is the other, since setting a task's
 * result is an error that can as well not compile.
 *
 * <p><b>Threads.</b> {@link #await} is for coroutines of the same loop; there is no method that blocks a thread. The others
 * are for coroutines and callbacks of the loop and throw {@link WrongThreadException} elsewhere, but for {@link #isDone},
 * {@link #isCancelled}, {@link #loop}, {@link #toCompletableFuture} and {@link #toString}. In debug mode the error has as
 * suppressed exception where this was created. Once the loop is closed, {@link #result} and {@link #exception} may be
 * called from any thread.
 *
 * <p><b>Failures that nobody sees.</b> One that was neither awaited nor asked for is told to the loop's exception handler
 * when this object is collected, or logged if the loop is closed by then.
 *
 * <p>Memory consistency effects: actions before this ends happen-before actions after {@link #isDone} returned true, on
 * any thread.
 *
 * @param <T> the type of the value
 */
public abstract sealed class Awaitable<T extends @Nullable Object> permits Task, AsyncFuture {

  final EventLoop loop;
  private final Completion<T> completion;

  Awaitable(EventLoop loop) {
    this.loop = loop;
    this.completion = new Completion<>(loop.schedule(), this);
  }

  /** What to call it in messages. */
  abstract String title();

  /** The same where no user code may run. */
  abstract String nameOfOurs();

  /**
   * Suspends the calling coroutine until this ends, and returns its value; at once, without suspending, if it has ended.
   * Python's {@code await}. May be called any number of times, by any number of coroutines.
   *
   * <p>Cancelling the waiting coroutine's task cancels this, too: {@link Async#shield} prevents that. An interrupt of the
   * coroutine's thread does not end the wait; the thread's status is set when it goes on.
   *
   * @throws CompletionException if this failed, with the failure as cause. Python rethrows that itself; here a new
   *     exception shows where the failure was awaited. A failure that passes through several tasks, each awaiting the next,
   *     is still the immediate cause, and the exceptions of the awaits between are suppressed exceptions.
   * @throws CancelledError if this was cancelled, or the waiting task
   * @throws IllegalStateException if the caller waits for itself, directly or through what it awaits
   * @throws WrongThreadException if the caller is not a coroutine of this loop
   */
  public T await() {
    Task<?> caller = CurrentLoop.loopOrNull() == loop ? loop.dispatcher().current() : null;
    if (caller == null) {
      throw wrongCaller();
    }
    if (!isDone()) {
      WaitCycles.check(caller, this);
      loop.dispatcher().prepareToSuspend(caller);
      caller.suspendUntil(completion);
    }
    return completion.get(this);
  }

  private WrongThreadException wrongCaller() {
    try {
      Task<?> caller = CurrentLoop.taskFor("await of " + title());
      return withOrigin(
          new WrongThreadException(
              title()
                  + " belongs to "
                  + loop
                  + " and can't be awaited by "
                  + caller.name()
                  + " of another loop"));
    } catch (WrongThreadException noCoroutine) {
      return withOrigin(noCoroutine);
    }
  }

  private WrongThreadException withOrigin(WrongThreadException error) {
    Throwable origin = createdAt();
    if (origin != null) {
      error.addSuppressed(origin);
    }
    return error;
  }

  /** Where it was created, if that was recorded. */
  abstract @Nullable Throwable createdAt();

  /** Throws unless the calling thread may read what has become of this. */
  final void checkReadable(String what) {
    if (!loop.isReadable()) {
      throw withOrigin(LoopErrors.wrongThread(what + " of " + title(), loop));
    }
  }

  /** Throws unless the calling thread may change this. */
  final void checkOnLoop(String what) {
    if (!loop.isCurrent() || loop.isClosed()) {
      try {
        loop.checkOnLoop(what + " of " + title());
      } catch (WrongThreadException error) {
        throw withOrigin(error);
      }
    }
  }

  /**
   * Asks this to end cancelled; returns at once.
   *
   * @return false if it has ended already
   * @throws IllegalStateException if it has not, and its loop is closed
   */
  public boolean cancel() {
    return cancel(null);
  }

  /**
   * Asks this to end cancelled, and says why; otherwise as {@link #cancel()}. Python's {@code cancel(msg)}.
   *
   * @param reason what {@link CancelledError#reason} will tell
   */
  public boolean cancel(@Nullable String reason) {
    checkReadable("cancel");
    if (loop.isClosed() && !isDone()) { // nothing that would have to follow can
      throw LoopErrors.closed("cancel of " + title(), loop);
    }
    return requestCancel(reason);
  }

  /** The same, called with the baton. */
  abstract boolean requestCancel(@Nullable String reason);

  /** Whether this has ended, in whatever way. Any thread. Python's {@code done}. */
  public final boolean isDone() {
    return completion.isDone();
  }

  /** Whether this ended by being cancelled. Any thread. */
  public final boolean isCancelled() {
    return completion.outcome() instanceof Outcome.Cancelled;
  }

  /**
   * What this ended with, without waiting.
   *
   * @throws IllegalStateException if it has not ended
   * @throws CompletionException if it failed, as from {@link #await}
   * @throws CancelledError if it was cancelled
   */
  public final T result() {
    checkReadable("result");
    return completion.get(this);
  }

  /**
   * What this failed with, without waiting; empty if it has a value.
   *
   * @throws IllegalStateException if it has not ended
   * @throws CancelledError if it was cancelled
   */
  public final Optional<Throwable> exception() {
    checkReadable("exception");
    if (completion.outcome() instanceof Outcome.Failure<T> failure) {
      completion.retrieved();
      return Optional.of(failure.cause());
    }
    var _ = completion.get(this);
    return Optional.empty();
  }

  /**
   * Runs the callback once this has ended: always by way of the ready queue, never within this call, even if it has ended
   * already. Callbacks run in the order in which they were added, in a copy of the context of the caller of this method;
   * what one throws goes to the loop's exception handler.
   *
   * @return calls it off, which is Python's {@code remove_done_callback}
   */
  public final Handle addDoneCallback(Consumer<? super Awaitable<T>> callback) {
    return addDoneCallback(Context.copyContext(), callback);
  }

  /** The same, with the callback running in this context. */
  public final Handle addDoneCallback(Context context, Consumer<? super Awaitable<T>> callback) {
    Objects.requireNonNull(callback, "callback");
    Objects.requireNonNull(context, "context");
    checkOnLoop("addDoneCallback");
    Handle handle = new DoneHandle(loop, () -> callback.accept(this), context, completion);
    completion.whenDone(handle);
    return handle;
  }

  /**
   * A copy for threads outside the loop, which may block on it and hang stages on it. It ends as this does, in a callback on
   * the loop's thread; if the loop closes before this has ended, with an {@link IllegalStateException}. Any thread. Python has
   * it only for coroutines that another thread starts: {@link EventLoop#runCoroutineThreadsafe}.
   *
   * <p>Cancelling the copy cancels this; completing it otherwise, or timing out, does not touch this. To block on it, or on a
   * stage that hangs on it, in a coroutine or callback of the loop is refused with an {@link IllegalStateException}, since it
   * would never end. What the JDK makes of it as a future of a class of its own can't know the loop, and does block: {@link
   * CompletableFuture#allOf}, {@link CompletableFuture#anyOf}, and the future of a {@link
   * CompletableFuture#minimalCompletionStage}.
   */
  public final CompletableFuture<T> toCompletableFuture() {
    return LoopFuture.of(this);
  }

  /** The loop it belongs to. Any thread. */
  public final EventLoop loop() {
    return loop;
  }

  final String state() {
    return switch (completion.outcome()) {
      case null -> "pending";
      case Outcome.Value<T> _ -> "returned";
      case Outcome.Failure<T> failure -> "failed with " + Naming.of(failure.cause());
      case Outcome.Cancelled<T> _ -> "cancelled";
    };
  }

  final Completion<T> completion() {
    return completion;
  }
}
