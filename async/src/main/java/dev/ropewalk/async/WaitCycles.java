package dev.ropewalk.async;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds a task that would wait for itself. Called with the baton. */
final class WaitCycles {

  private WaitCycles() {}

  /** Throws if the caller, by waiting for this, would wait for itself. */
  static void check(Task<?> caller, Awaitable<?> what) {
    if (leadsTo(what, caller)) {
      throw new IllegalStateException(
          caller.name()
              + " can't await "
              + (what == caller ? "itself" : what.title() + ", which waits for " + caller.name())
              + ": neither would ever end");
    }
  }

  private static boolean leadsTo(@Nullable Awaitable<?> from, Task<?> target) {
    Awaitable<?> next = from;
    while (next instanceof Task<?> task) { // mostly a short chain
      if (task == target) {
        return true;
      }
      next = task.awaited();
    }
    return next instanceof AsyncFuture<?> future && anyLeadsTo(future, target);
  }

  private static boolean anyLeadsTo(AsyncFuture<?> future, Task<?> target) {
    Set<AsyncFuture<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<AsyncFuture<?>> left = new ArrayDeque<>();
    left.add(future);
    AsyncFuture<?> group;
    while ((group = left.poll()) != null) {
      if (seen.add(group)) {
        for (Awaitable<?> child : group.children()) {
          Awaitable<?> next = child;
          while (next instanceof Task<?> task) {
            if (task == target) {
              return true;
            }
            next = task.awaited();
          }
          if (next instanceof AsyncFuture<?> inner) {
            left.add(inner);
          }
        }
      }
    }
    return false;
  }
}
