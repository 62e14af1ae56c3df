package dev.ropewalk.async;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The tasks of one loop, and who makes them. Touched by the holder of the loop's baton only. */
final class LoopTasks {

  private final EventLoop loop;

  // those that have not ended, linked in the order of their making
  private @Nullable Task<?> first;
  private @Nullable Task<?> last;
  private @Nullable IdentityHashMap<Awaitable<?>, Set<Awaitable<?>>> addedAwaiters;
  private @Nullable TaskFactory factory;
  private long ever;

  LoopTasks(EventLoop loop) {
    this.loop = loop;
  }

  /** Null restores the default. */
  void makeWith(@Nullable TaskFactory newFactory) {
    factory = newFactory;
  }

  @Nullable TaskFactory factory() {
    return factory;
  }

  /** A new task, by the factory if there is one. */
  <T extends @Nullable Object> Task<T> create(Coroutine<T> body, TaskOptions options) {
    TaskFactory custom = factory;
    return custom == null
        ? start(body, options)
        : Objects.requireNonNull(custom.createTask(loop, body, options), "the factory's task");
  }

  /** A new task that is ready, or has begun if it is to do so eagerly and can. */
  <T extends @Nullable Object> Task<T> start(Coroutine<T> body, TaskOptions options) {
    Task<T> task = new Task<>(loop, body, options, ever + 1);
    ever++;
    link(task);
    if (options.isEager() && loop.isRunning()) {
      loop.dispatcher().startEagerly(task);
    } else {
      loop.schedule().add(task);
    }
    return task;
  }

  void ended(Task<?> task) {
    Task<?> before = task.before;
    Task<?> after = task.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
    task.before = null;
    task.after = null;
  }

  private void link(Task<?> task) {
    Task<?> before = last;
    task.before = before;
    if (before == null) {
      first = task;
    } else {
      before.after = task;
    }
    last = task;
  }

  /** Those that have not ended, in the order of their making. The loop holds on to them: nothing else has to. */
  List<Task<?>> pending() {
    List<Task<?>> pending = new ArrayList<>();
    for (Task<?> task = first; task != null; task = task.after) {
      pending.add(task);
    }
    return pending;
  }

  void addAwaiter(Awaitable<?> awaited, Awaitable<?> awaiter) {
    if (addedAwaiters == null) {
      addedAwaiters = new IdentityHashMap<>();
    }
    addedAwaiters.computeIfAbsent(awaited, _ -> new LinkedHashSet<>()).add(awaiter);
  }

  void removeAwaiter(Awaitable<?> awaited, Awaitable<?> awaiter) {
    if (addedAwaiters != null) {
      addedAwaiters.computeIfPresent(
          awaited, (_, added) -> added.remove(awaiter) && added.isEmpty() ? null : added);
    }
  }

  /** Tells what users of the call graph said, besides what tasks wait for. */
  void forEachAddedAwaiter(BiConsumer<Awaitable<?>, Awaitable<?>> told) {
    if (addedAwaiters != null) {
      addedAwaiters.forEach(
          (awaited, added) -> added.forEach(awaiter -> told.accept(awaited, awaiter)));
    }
  }

  void clear() {
    addedAwaiters = null;
  }
}
