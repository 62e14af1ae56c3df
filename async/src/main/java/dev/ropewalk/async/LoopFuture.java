package dev.ropewalk.async;

import dev.ropewalk.threads.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What other threads get of something that ends on a loop; tells a thread of that loop that it must not block on it. */
final class LoopFuture<T extends @Nullable Object> extends CompletableFuture<T>
    implements Outsider {
  /*
   * Nobody may wait for ever because the loop has closed. So each copy is in the loop's set of outsiders from before its
   * request to the loop is posted until it is done, and the loop looks through that set after it has declared itself
   * closed. Whoever adds a copy looks afterwards whether the loop is closed. Both are volatile accesses (the set is a
   * concurrent one), so at least one of the two sees the other; if both do, the second completion does nothing. Evidence:
   * BridgeJCStress.
   *
   * source     set once, by the holder of the loop's baton; read by any thread
   * following  the holder's
   *
   * Whoever ends the copy, be it by hand or by a time limit, takes it out of the set, and posts that the loop shall follow the
   * source no longer. That post comes after the one that lets the loop follow; or else the loop sees, before it makes the
   * task, that the copy is done. So a source that lives long does not keep the copies that nobody needs any more.
   *
   * User code, which hangs on the copy, runs in a callback on the loop's thread, in whoever completes the copy by hand, or
   * on the thread that closes the loop.
   */

  private final EventLoop loop;
  private volatile @Nullable Awaitable<T> source;
  private @Nullable Handle following;

  private LoopFuture(EventLoop loop) {
    this.loop = loop;
  }

  /** A copy of this, from any thread. */
  static <T extends @Nullable Object> LoopFuture<T> of(Awaitable<T> source) {
    LoopFuture<T> copy = new LoopFuture<>(source.loop());
    copy.source = source;
    copy.register();
    if (!copy.loop.post((LoopAction) () -> copy.follow(source))) {
      copy.loopClosed();
    }
    return copy;
  }

  /** A copy of a task that the loop is going to make, from any thread; null if the loop is closed. */
  static <T extends @Nullable Object> @Nullable LoopFuture<T> ofNewTask(
      EventLoop loop, Coroutine<T> body, TaskOptions options) {
    LoopFuture<T> copy = new LoopFuture<>(loop);
    copy.register();
    if (!loop.post((LoopAction) () -> copy.start(body, options))) {
      copy.loopClosed();
      return null;
    }
    return copy;
  }

  boolean isOf(EventLoop candidate) {
    return candidate == loop;
  }

  private void register() {
    loop.outsiders().add(this);
    var _ = whenComplete((_, _) -> leave());
  }

  /** The copy is done, in whatever way. Any thread. */
  private void leave() {
    loop.outsiders().remove(this);
    Awaitable<T> followed = source;
    if (followed == null || !followed.isDone()) {
      boolean _ = loop.post((LoopAction) this::unfollow);
    }
  }

  private void unfollow() {
    Awaitable<T> followed = source;
    if (followed != null && following != null) {
      followed.completion().forget(following);
      following = null;
    }
  }

  /** On the loop. */
  private void start(Coroutine<T> body, TaskOptions options) {
    if (loop.tasks().factory() == null) {
      startNow(body, options);
    } else { // user code, and perhaps a task that begins at once: let it be a callback
      loop.schedule().add(new Handle(loop, () -> startNow(body, options), new Context()));
    }
  }

  private void startNow(Coroutine<T> body, TaskOptions options) {
    if (isDone()) {
      return; // cancelled before it began
    }
    Task<T> task;
    try {
      task = loop.createTask(body, options);
    } catch (Throwable failure) {
      completeExceptionally(failure);
      throw failure; // for the loop's exception handler
    }
    source = task;
    if (isCancelled()) { // meanwhile: whoever did it may not have seen the task yet
      task.requestCancel(null);
    }
    follow(task);
  }

  /** On the loop. */
  private void follow(Awaitable<T> followed) {
    following = new Handle(loop, () -> transfer(followed), new Context());
    followed.completion().whenDone(following);
  }

  private void transfer(Awaitable<T> ended) {
    if (isDone()) {
      return; // nobody was told how it ended
    }
    ended.completion().retrieved();
    switch (ended.completion().outcome()) {
      case Outcome.Value<T> value -> complete(value.value());
      case Outcome.Failure<T> failure -> completeExceptionally(failure.cause());
      case Outcome.Cancelled<T> _ -> super.cancel(false);
      case null -> throw new IllegalStateException(ended + " should have ended");
    }
  }

  @Override
  public void loopClosed() {
    Awaitable<T> followed = source;
    if (followed != null && followed.isDone()) {
      transfer(followed);
    } else {
      completeExceptionally(
          new IllegalStateException(
              (followed == null ? "the coroutine" : followed.title())
                  + " has not ended, and will not: "
                  + loop
                  + " is closed"));
    }
  }

  /** Also cancels what this is a copy of. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    Awaitable<T> followed = source;
    if (cancelled && followed != null) {
      boolean _ = loop.post((LoopAction) () -> followed.requestCancel(null));
    }
    return cancelled;
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    checkMayBlock("get");
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    checkMayBlock("get");
    return super.get(timeout, unit);
  }

  @Override
  public T join() {
    checkMayBlock("join");
    return super.join();
  }

  private void checkMayBlock(String what) {
    if (!isDone() && loop.isCurrent()) {
      Awaitable<T> followed = source;
      throw new IllegalStateException(
          "%s would block %s for what only that can end: await %s instead"
              .formatted(what, loop, followed == null ? "it" : followed.title()));
    }
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new LoopFuture<>(loop);
  }
}
