package dev.ropewalk.async;

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
  private final Set<Task<?>> pending = new LinkedHashSet<>();
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
    pending.add(task);
    if (options.isEager() && loop.isRunning()) {
      loop.dispatcher().startEagerly(task);
    } else {
      loop.schedule().add(task);
    }
    return task;
  }

  void ended(Task<?> task) {
    pending.remove(task);
  }

  /** Those that have not ended, in the order of their making. The loop holds on to them: nothing else has to. */
  List<Task<?>> pending() {
    return List.copyOf(pending);
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
