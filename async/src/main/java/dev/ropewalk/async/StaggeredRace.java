package dev.ropewalk.async;

import dev.ropewalk.executors.ReturnWhen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The work of {@link Async#staggeredRace}. Touched by the holder of the loop's baton only. */
final class StaggeredRace<T extends @Nullable Object> implements Parts {
  /*
   * As in CPython 3.14: each entrant has a task, which first starts the next entrant's, which waits until its predecessor has
   * failed or the delay is over. The caller waits until all tasks have ended, and passes on each cancellation.
   */

  private final EventLoop loop;
  private final Iterator<? extends Coroutine<? extends T>> entrants;
  private final long delayNanos;
  private final Set<Task<?>> running = new LinkedHashSet<>();
  private final List<Optional<Throwable>> failures = new ArrayList<>();
  private @Nullable AsyncFuture<@Nullable Void> allEnded;
  private @Nullable T value;
  private Optional<Integer> winner = Optional.empty();

  StaggeredRace(
      EventLoop loop, Iterator<? extends Coroutine<? extends T>> entrants, long delayNanos) {
    this.loop = loop;
    this.entrants = entrants;
    this.delayNanos = delayNanos;
  }

  RaceResult<T> run() {
    start(null);
    CancelledError cancelled = null;
    while (!running.isEmpty()) {
      AsyncFuture<@Nullable Void> ended = new AsyncFuture<>(loop, this, null);
      allEnded = ended;
      try {
        var _ = ended.await();
      } catch (CancelledError error) {
        cancelled = error;
        List.copyOf(running).forEach(task -> task.requestCancel(error.reason().orElse(null)));
      }
    }
    if (cancelled != null) {
      throw cancelled;
    }
    return new RaceResult<>(value, winner, failures);
  }

  private void start(@Nullable AsyncFuture<?> previousFailed) {
    Task<?> task =
        loop.<@Nullable Void>createTask(
            Async.returningNull(() -> enter(previousFailed)), TaskOptions.DEFAULT);
    if (!task.isDone()) { // it is if it began eagerly and did not suspend
      running.add(task);
      task.completion().whenDone((LoopAction) () -> ended(task));
    }
  }

  private void ended(Task<?> task) {
    running.remove(task);
    if (running.isEmpty() && allEnded != null) {
      allEnded.completion().complete(new Outcome.Value<>(null));
    }
  }

  private void enter(@Nullable AsyncFuture<?> previousFailed) {
    if (previousFailed != null && !previousFailed.isDone()) {
      Task<?> self = CurrentLoop.taskFor("a staggered race");
      var _ = Waits.waitUntil(self, List.of(previousFailed), ReturnWhen.ALL_COMPLETED, delayNanos);
    }
    if (winner.isPresent() || !entrants.hasNext()) {
      return;
    }
    Coroutine<? extends T> entrant = entrants.next();
    int index = failures.size();
    failures.add(Optional.empty());
    AsyncFuture<@Nullable Void> failed = new AsyncFuture<>(loop, "the failure of an entrant", null);
    start(failed);
    T result;
    try {
      result = entrant.run();
    } catch (Throwable failure) {
      failures.set(index, Optional.of(failure));
      failed.completion().complete(new Outcome.Value<>(null));
      return;
    }
    if (winner.isEmpty()) {
      winner = Optional.of(index);
      value = result;
      cancelOthers();
    }
  }

  private void cancelOthers() {
    Task<?> self = loop.dispatcher().current();
    for (Task<?> task : List.copyOf(running)) {
      if (task != self) {
        task.requestCancel(null);
      }
    }
  }

  @Override
  public Collection<? extends Awaitable<?>> parts() {
    return running;
  }

  @Override
  public String toString() {
    return "a staggered race";
  }
}
