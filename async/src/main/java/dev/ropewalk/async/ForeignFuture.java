package dev.ropewalk.async;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.ropewalk.threads.Context;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A future that threads complete, as one that coroutines can await: the work of {@link Async#wrapFuture}. */
final class ForeignFuture<T extends @Nullable Object> implements AsyncFuture.GroupCancel {
  /*
   * The end of the foreign future reaches the loop as a post, and ends the outer one unless that has been cancelled. The
   * other way round, a cancelled outer future cancels the foreign one, in a callback in the next iteration and never at
   * once: what that sets off is user code, which must not run wherever somebody happens to cancel. If both happen at a
   * time, each side ends as it was told first; evidence: BridgeJCStress.
   *
   * While the outer future is pending the loop's wait is told to expect something from outside, unless the source is a copy
   * of something of the same loop.
   */

  private final AsyncFuture<T> outer;
  private final Runnable cancelSource;
  private final int expected;

  private ForeignFuture(Object source, Runnable cancelSource) {
    EventLoop loop = CurrentLoop.loopFor("Async.wrapFuture");
    this.outer = new AsyncFuture<>(loop, source, this);
    this.cancelSource = cancelSource;
    this.expected = source instanceof LoopFuture<?> copy && copy.isOf(loop) ? 0 : 1;
    loop.idle().expect(expected);
  }

  static <T extends @Nullable Object> AsyncFuture<T> of(CompletionStage<T> source) {
    ForeignFuture<T> wrapper = new ForeignFuture<>(source, () -> cancel(source));
    var _ =
        source.whenComplete(
            (value, failure) ->
                wrapper.ended(
                    failure == null ? new Outcome.Value<>(value) : wrapper.failed(failure)));
    return wrapper.outer;
  }

  static <T extends @Nullable Object> AsyncFuture<T> of(ListenableFuture<T> source) {
    ForeignFuture<T> wrapper = new ForeignFuture<>(source, () -> source.cancel(false));
    Futures.addCallback(source, wrapper.new Ended(), MoreExecutors.directExecutor());
    return wrapper.outer;
  }

  private static void cancel(CompletionStage<?> source) {
    try {
      Future<?> future = source instanceof Future<?> itself ? itself : source.toCompletableFuture();
      future.cancel(false);
    } catch (UnsupportedOperationException e) {
      // There are stages that nobody may cancel. Whoever made it goes on; nobody here waits.
    }
  }

  /** Asks for a failure itself where that can be had: what wraps it may throw instead, if it can't be printed. */
  private final class Ended implements FutureCallback<T> {

    @Override
    public void onSuccess(T value) {
      ended(new Outcome.Value<>(value));
    }

    @Override
    public void onFailure(@Nullable Throwable failure) {
      ended(
          failure instanceof CancellationException
              ? failed(failure)
              : new Outcome.Failure<>(
                  failure == null
                      ? new ExecutionException("failed without a cause", null)
                      : failure,
                  null));
    }
  }

  private Outcome<T> failed(Throwable failure) {
    return failure instanceof CancellationException
        ? Outcome.Cancelled.untold(null)
        : Outcome.thrown(failure);
  }

  /** Any thread. If the loop is closed, nobody waits any more. */
  private void ended(Outcome<T> outcome) {
    boolean _ = outer.loop().post((LoopAction) () -> end(outcome));
  }

  private boolean end(Outcome<T> outcome) {
    boolean first = outer.completion().complete(outcome);
    if (first) {
      outer.loop().idle().expect(-expected);
    }
    return first;
  }

  @Override
  public boolean cancel(@Nullable String reason) {
    EventLoop loop = outer.loop();
    loop.schedule().add(new Handle(loop, cancelSource, new Context()));
    return end(Outcome.Cancelled.untold(reason));
  }

  @Override
  public List<? extends Awaitable<?>> parts() {
    return List.of();
  }
}
