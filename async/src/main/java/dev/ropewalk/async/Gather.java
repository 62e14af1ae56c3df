package dev.ropewalk.async;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The future of several awaitables together. Touched by the holder of the loop's baton only. */
final class Gather<T extends @Nullable Object, R> implements AsyncFuture.GroupCancel {

  /** What the values or, if failures do not count, the awaitables are made into, once all have ended. */
  @FunctionalInterface
  interface Result<T extends @Nullable Object, R> {
    R of(List<Awaitable<? extends T>> ended);
  }

  private final List<Awaitable<? extends T>> inOrder;
  private final Set<Awaitable<? extends T>> distinct =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private final boolean failuresCount;
  private final Result<T, R> result;
  private final AsyncFuture<R> outer;
  private int pending;
  private @Nullable CancelledError cancelled;
  private boolean cancelRequested;
  private @Nullable String cancelReason;

  private Gather(
      EventLoop loop,
      List<Awaitable<? extends T>> inOrder,
      boolean failuresCount,
      Result<T, R> result) {
    this.inOrder = inOrder;
    this.failuresCount = failuresCount;
    this.result = result;
    this.outer = new AsyncFuture<>(loop, "a gather of " + inOrder.size(), this);
  }

  /**
   * A future that ends when all have.
   *
   * @param failuresCount whether it fails with the first of them that fails or is cancelled
   * @throws IllegalArgumentException if one belongs to another loop
   */
  static <T extends @Nullable Object, R> AsyncFuture<R> of(
      EventLoop loop,
      List<Awaitable<? extends T>> awaitables,
      boolean failuresCount,
      Result<T, R> result) {
    for (Awaitable<?> awaitable : awaitables) {
      if (awaitable.loop() != loop) {
        throw new IllegalArgumentException(
            "%s belongs to %s and can't be gathered on %s"
                .formatted(awaitable.title(), awaitable.loop(), loop));
      }
    }
    Gather<T, R> gather = new Gather<>(loop, awaitables, failuresCount, result);
    gather.begin();
    return gather.outer;
  }

  private void begin() {
    distinct.addAll(inOrder);
    pending = distinct.size();
    if (pending == 0) {
      outer.setResult(result.of(inOrder));
      return;
    }
    List<Awaitable<? extends T>> once = new ArrayList<>();
    for (Awaitable<? extends T> awaitable : inOrder) {
      if (distinct.remove(awaitable)) {
        once.add(awaitable);
      }
    }
    distinct.addAll(once);
    List<Awaitable<? extends T>> endedBefore = once.stream().filter(Awaitable::isDone).toList();
    for (Awaitable<? extends T> child : once) {
      if (!child.isDone()) {
        child.completion().whenDone(new ChildEnd(child));
      }
    }
    endedBefore.forEach(this::ended); // at once: a gather of nothing else has ended when it is made
  }

  private void ended(Awaitable<? extends T> child) {
    pending--;
    Outcome<? extends T> outcome = child.completion().outcome();
    if (!(outcome instanceof Outcome.Failure) || failuresCount || outer.isDone()) {
      child.completion().retrieved(); // told to the gather, or too late to be told to anybody
    }
    if (outer.isDone()) {
      return;
    }
    if (outcome instanceof Outcome.Cancelled<?> end) {
      cancelled = end.error(child.nameOfOurs());
    }
    if (failuresCount && outcome instanceof Outcome.Failure<?> failure) {
      outer.setException(failure.cause());
    } else if (failuresCount && cancelled != null) {
      outer.setException(cancelled);
    } else if (pending == 0) {
      end();
    }
  }

  private void end() {
    for (Awaitable<?> child : inOrder) {
      child.completion().retrieved(); // whoever is given them can see; as in Python
    }
    if (cancelRequested) { // even if failures do not count, or every child refused
      outer.setException(
          cancelled == null
              ? CancelledError.of(outer.title() + " was cancelled", cancelReason)
              : cancelled);
    } else {
      outer.setResult(result.of(inOrder));
    }
  }

  /** Cancels those that have not ended; the gather ends by that, when they have. */
  @Override
  public boolean cancel(@Nullable String reason) {
    boolean any = false;
    for (Awaitable<?> child : List.copyOf(inOrder)) {
      any |= child.requestCancel(reason);
    }
    if (any) {
      cancelRequested = true;
      cancelReason = reason;
    }
    return any;
  }

  @Override
  public List<? extends Awaitable<?>> parts() {
    return inOrder;
  }

  private final class ChildEnd implements PartAction {
    private final Awaitable<? extends T> child;

    ChildEnd(Awaitable<? extends T> child) {
      this.child = child;
    }

    @Override
    public void run() {
      ended(child);
    }

    @Override
    public AsyncFuture<?> whole() {
      return outer;
    }
  }
}
