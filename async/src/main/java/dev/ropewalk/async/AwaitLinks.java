package dev.ropewalk.async;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom on a loop at one moment: what the call graph, the tree of tasks and the report of a deadlock have in
 * common. Made and used with the baton, in one step.
 *
 * <p>A task only knows what it waits for itself, and keeps no book of it; the other direction is found by asking all tasks,
 * so it costs nothing until somebody looks.
 */
final class AwaitLinks {
  /*
   * The body of a generator is a task, but in Python it runs on the stack of whoever wants its next item. So it stands here
   * for that task: its frames are the innermost of the asker's, and what it waits for is waited for by the asker.
   */

  private final IdentityHashMap<Task<?>, Task<?>> askers = new IdentityHashMap<>();
  private final IdentityHashMap<Awaitable<?>, Set<Awaitable<?>>> awaiters = new IdentityHashMap<>();

  AwaitLinks(EventLoop loop) {
    List<Task<?>> tasks = loop.tasks().pending();
    for (Task<?> task : tasks) {
      Task<?> body = askedGenerator(task);
      if (body != null) {
        askers.put(body, task);
      }
    }
    for (Task<?> task : tasks) {
      for (Awaitable<?> awaited : reachedBy(task)) {
        link(awaited, acting(task));
      }
    }
    loop.tasks().forEachAddedAwaiter(this::link);
  }

  private void link(Awaitable<?> awaited, Awaitable<?> awaiter) {
    awaiters.computeIfAbsent(awaited, _ -> new LinkedHashSet<>()).add(awaiter);
  }

  /** What waits for this, in the order of their making. */
  Collection<Awaitable<?>> awaitersOf(Awaitable<?> awaited) {
    return awaiters.getOrDefault(awaited, Set.of());
  }

  /** The task for which this one runs: itself, unless it is a generator that somebody wants an item of. */
  Task<?> acting(Task<?> task) {
    Task<?> acting = task;
    Task<?> asker;
    while ((asker = askers.get(acting)) != null) {
      acting = asker;
    }
    return acting;
  }

  /** The body whose next item this task waits for. */
  static @Nullable Task<?> askedGenerator(Task<?> task) {
    return task.awaited() instanceof AsyncFuture<?> future
            && future.subject() instanceof Generator<?> generator
        ? generator.runsFor(future)
        : null;
  }

  /** What the task waits for that has not ended; through futures that are made of others, these too. */
  static Set<Awaitable<?>> reachedBy(Task<?> task) {
    Set<Awaitable<?>> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Awaitable<?>> inOrder = new LinkedHashSet<>();
    Deque<Awaitable<?>> left = new ArrayDeque<>(task.awaits());
    Awaitable<?> next;
    while ((next = left.poll()) != null) {
      if (!next.isDone() && reached.add(next)) {
        inOrder.add(next);
        if (next instanceof AsyncFuture<?> future) {
          left.addAll(future.parts());
        }
      }
    }
    return inOrder;
  }
}
