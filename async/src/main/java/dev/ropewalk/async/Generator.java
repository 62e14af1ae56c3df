package dev.ropewalk.async;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A body that emits items, run step by step by whoever wants its items: the work of {@link AsyncIterator#of}. */
final class Generator<T extends @Nullable Object>
    implements AsyncIterator<T>, Yielder<T>, AsyncFuture.GroupCancel {
  /*
   * Touched by the holder of the loop's baton only. The body is a task, and never runs at the same time as the one who asks:
   *
   *   answer   what the asker awaits, from its question until the body yields or ends; to cancel it is to cancel the body
   *   demand   what the body awaits in emit, from there until it is asked again
   *
   * So there is an answer or a demand pending, or neither before the body begins and after it has ended, but never both. The
   * body is told to end by cancelling its task while it waits for demand.
   */

  private final EventLoop loop;
  private @Nullable Yielding<T> body;
  private @Nullable Task<?> task;
  private @Nullable AsyncFuture<Boolean> answer;
  private @Nullable AsyncFuture<@Nullable Void> demand;
  private boolean hasItem;
  private @Nullable T item;
  private boolean closing;
  private boolean askerCancelled;

  Generator(EventLoop loop, Yielding<T> body) {
    this.loop = loop;
    this.body = Objects.requireNonNull(body, "body");
  }

  @Override
  public boolean hasNext() {
    Task<?> caller = checkAsker("hasNext");
    if (hasItem) {
      return true;
    }
    if (hasEnded()) {
      return false;
    }
    AsyncFuture<Boolean> asked = ask();
    if (task == null) {
      begin(caller);
    } else {
      Objects.requireNonNull(demand, "demand").setResult(null);
    }
    return asked.await();
  }

  private AsyncFuture<Boolean> ask() {
    AsyncFuture<Boolean> asked = new AsyncFuture<>(loop, this, this);
    answer = asked;
    askerCancelled = false;
    return asked;
  }

  private void begin(Task<?> caller) {
    Yielding<T> toRun = Objects.requireNonNull(body, "body");
    Task<@Nullable Void> started =
        loop.tasks()
            .start(
                () -> {
                  toRun.run(this);
                  return null;
                },
                TaskOptions.named("generator of " + caller.name()).in(caller.context()));
    task = started;
    started.completion().whenDone((LoopAction) () -> ended(started));
  }

  private boolean hasEnded() {
    return body == null;
  }

  private Task<?> checkAsker(String what) {
    Task<?> caller = CurrentLoop.taskFor(what);
    loop.checkOnLoop(what);
    if (answer != null) {
      throw new IllegalStateException(
          what + " was called on " + this + " while another coroutine waits for its next item");
    }
    return caller;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException(this + " has no more items");
    }
    T taken = item;
    hasItem = false;
    item = null;
    return cast(taken);
  }

  @SuppressWarnings("NullAway") // there is an item, which is null only if T may be
  private static <T extends @Nullable Object> T cast(@Nullable T taken) {
    return taken;
  }

  @Override
  public void emit(T yielded) {
    if (Async.currentTask().orElse(null) != task) {
      throw new IllegalStateException("emit of " + this + " was not called by its body");
    }
    AsyncFuture<Boolean> asked = answer;
    if (closing || asked == null) {
      throw new IllegalStateException(
          this + " was closed, and emits an item all the same: let the CancelledError pass");
    }
    answer = null;
    item = yielded;
    hasItem = true;
    AsyncFuture<@Nullable Void> next = new AsyncFuture<>(loop, this, null);
    demand = next;
    asked.completion().complete(new Outcome.Value<>(true));
    try {
      var _ = next.await();
    } finally {
      demand = null;
    }
  }

  private void ended(Task<?> ended) {
    body = null;
    ended.completion().retrieved();
    AsyncFuture<Boolean> asked = answer;
    answer = null;
    if (asked == null) {
      return; // the loop ended it
    }
    Outcome<Boolean> outcome =
        switch (ended.completion().outcome()) {
          case Outcome.Failure<?> failure -> new Outcome.Failure<>(failure.cause(), failure.via());
          case Outcome.Cancelled<?> cancelled when !closing || askerCancelled ->
              new Outcome.Cancelled<>(cancelled.thrown(), cancelled.how(), cancelled.reason());
          case null, default -> new Outcome.Value<>(false);
        };
    asked.completion().complete(outcome);
  }

  @Override
  public void close() {
    checkAsker("close");
    hasItem = false;
    item = null;
    Task<?> running = task;
    if (running == null) {
      body = null; // it never begins
    }
    if (running == null || hasEnded()) {
      return;
    }
    AsyncFuture<Boolean> asked = ask();
    closing = true;
    running.requestCancel(null);
    boolean _ = asked.await();
  }

  /** The asker was cancelled. */
  @Override
  public boolean cancel(@Nullable String reason) {
    askerCancelled = true;
    return Objects.requireNonNull(task, "task").requestCancel(reason);
  }

  /** The body, if this future is the answer that it owes. */
  @Nullable Task<?> runsFor(AsyncFuture<?> future) {
    return future == answer ? task : null;
  }

  @Override
  public List<? extends Awaitable<?>> parts() {
    return task == null ? List.of() : List.of(task);
  }

  @Override
  public String toString() {
    return "AsyncIterator["
        + (task == null ? "a generator" : task.name())
        + ", "
        + (hasEnded() ? "ended" : task == null ? "not begun" : "open")
        + "]";
  }
}
