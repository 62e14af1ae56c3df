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
   * So there is an answer or a demand pending, but never both; or neither: before the body begins, after it has ended, and
   * while it deals with a cancellation that reached it in emit. That may come from a timeout or a group around its emit, or
   * from the loop, while nobody asks: if the body ends by it, untold is how, for the next who asks; if it goes on and emits, it
   * waits for demand first. close tells the body to end by cancelling its task while that waits for demand.
   */

  private final EventLoop loop;
  private final @Nullable UnbegunBody unbegun;
  private @Nullable Yielding<T> body;
  private @Nullable Task<?> task;
  private @Nullable AsyncFuture<Boolean> answer;
  private @Nullable AsyncFuture<@Nullable Void> demand;
  private @Nullable Completion<?> untold;
  private boolean hasItem;
  private @Nullable T item;
  private boolean closing;
  private boolean askerCancelled;

  Generator(EventLoop loop, Yielding<T> body) {
    this.loop = loop;
    this.body = Objects.requireNonNull(body, "body");
    this.unbegun = UnbegunBody.watch(this, loop);
  }

  @Override
  public boolean hasNext() {
    Task<?> caller = checkAsker("hasNext");
    if (hasItem) {
      return true;
    }
    if (hasEnded()) {
      tellEnd();
      return false;
    }
    AsyncFuture<Boolean> asked = ask();
    if (task == null) {
      begin(caller);
    } else if (demand != null) {
      demand.completion().complete(new Outcome.Value<>(null)); // unless it is being cancelled
    }
    return asked.await();
  }

  /** Throws what the body ended with while nobody asked, once. */
  private void tellEnd() {
    Completion<?> end = untold;
    untold = null;
    if (end != null) {
      var _ = end.get(toString());
    }
  }

  private AsyncFuture<Boolean> ask() {
    AsyncFuture<Boolean> asked = new AsyncFuture<>(loop, this, this);
    answer = asked;
    askerCancelled = false;
    return asked;
  }

  private void settleBeginning() {
    if (unbegun != null) {
      unbegun.settled();
    }
  }

  private void begin(Task<?> caller) {
    settleBeginning();
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
    started.completion().whenDone(new BodyEnd(started));
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
    if (closing) {
      throw new IllegalStateException(
          this + " was closed, and emits an item all the same: let the CancelledError pass");
    }
    if (answer == null) {
      awaitDemand();
    }
    AsyncFuture<Boolean> asked = Objects.requireNonNull(answer, "whoever demands asks first");
    answer = null;
    item = yielded;
    hasItem = true;
    asked.completion().complete(new Outcome.Value<>(true));
    awaitDemand();
  }

  private void awaitDemand() {
    AsyncFuture<@Nullable Void> next = new AsyncFuture<>(loop, this, null);
    demand = next;
    try {
      var _ = next.await();
    } finally {
      demand = null;
    }
  }

  private void ended(Task<?> ended) {
    body = null;
    AsyncFuture<Boolean> asked = answer;
    answer = null;
    if (asked == null) {
      untold = ended.completion();
      return;
    }
    ended.completion().retrieved();
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
      settleBeginning();
    }
    if (running == null || hasEnded()) {
      if (untold != null && untold.outcome() instanceof Outcome.Failure) {
        tellEnd();
      }
      untold = null; // it is closed: a cancellation is no news
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

  private final class BodyEnd implements PartAction {
    private final Task<?> ended;

    BodyEnd(Task<?> ended) {
      this.ended = ended;
    }

    @Override
    public void run() {
      ended(ended);
    }

    @Override
    public @Nullable AsyncFuture<?> whole() {
      return answer;
    }
  }
}
