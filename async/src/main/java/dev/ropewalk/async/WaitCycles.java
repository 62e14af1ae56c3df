package dev.ropewalk.async;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds a task that would wait for itself. Called with the baton. */
final class WaitCycles {
  /*
   * Every cycle is found. A wait that can't be given up begins in await, and its task was running until then, so it waited
   * for nothing. So a new wait closes a cycle exactly if the caller can be reached from what it is going to wait for,
   * through tasks that wait and through the parts of gathers; and all of these are visited, but for two shortcuts:
   *
   * - If nothing waits for the caller, no way leads to it.
   * - Between a task and the far end of its chain (each waits for the next, which is a task) stand only tasks that wait, and
   *   the caller is none of them. So a task of a longer chain remembers the far end: Task.ahead. A task that waits for another goes
   *   on only when that has ended; so as long as the far end has not ended, all before it wait as they did, and what was
   *   remembered holds, though the far end may by now wait for something itself, and the chain go on from there. Once it
   *   has ended, nothing is remembered.
   *
   * This is the path compression of union-find: a step costs O(log n) on average while chains grow, and not O(n). It costs
   * O(n) again for the first one who looks after a far end has ended.
   *
   * Where gathers come in, the ways branch, and nothing is remembered. So two walks take turns, one look each: ahead, from
   * what is waited for through the parts of gathers, and back, from the caller through those who wait for it. The caller can be
   * reached only if each walk would meet the start of the other, so the first that comes to its end has the answer, and the price is
   * twice the shorter one. Many who wait for one big gather have few who wait for them, mostly, and one look at its parts is
   * enough; with the walk ahead alone each of them would look at all of these.
   */

  /** A shorter chain is walked as quickly as something could be remembered. */
  private static final int LONG_CHAIN = 8;

  private WaitCycles() {}

  /** Throws if the caller, by waiting for this, would wait for itself. */
  static void check(Task<?> caller, Awaitable<?> what) {
    if (what == caller || (caller.completion().isAwaited() && leadsTo(what, caller))) {
      throw new IllegalStateException(
          caller.name()
              + " can't await "
              + (what == caller ? "itself" : what.title() + ", which waits for " + caller.name())
              + ": neither would ever end");
    }
  }

  private static boolean leadsTo(Awaitable<?> from, Task<?> target) {
    Awaitable<?> end = end(from);
    return end == target || (partsOf(end).hasNext() && meet(from, end, target));
  }

  private static boolean meet(Awaitable<?> from, Awaitable<?> group, Task<?> target) {
    Walk<Awaitable<?>> ahead = new Walk<>(WaitCycles::end, WaitCycles::partsOf, group);
    Walk<ReadyEntry> back =
        new Walk<>(WaitCycles::awaiter, it -> it.completion().waiting().iterator(), target);
    while (ahead.hasNext() && back.hasNext()) {
      if (ahead.next() == target || back.next() == from) {
        return true;
      }
    }
    return false;
  }

  /** Those that this waits for at the same time. */
  private static Iterator<? extends Awaitable<?>> partsOf(Awaitable<?> awaitable) {
    return awaitable instanceof AsyncFuture<?> future && !future.isDone()
        ? future.children().iterator()
        : Collections.emptyIterator();
  }

  /** Who waits, if it is a task or a gather that becomes ready by this entry; a gather that has ended leads nowhere. */
  private static @Nullable Awaitable<?> awaiter(ReadyEntry entry) {
    return switch (entry) {
      case Task<?> task -> task;
      case PartAction part -> part.whole();
      case LoopAction _, Handle _ -> null;
    };
  }

  /** A way through what waits for what, with all its branches, one look at a time. */
  private static final class Walk<E> {
    private final Function<E, @Nullable Awaitable<?>> target;
    private final Function<Awaitable<?>, Iterator<? extends E>> branches;
    private final Deque<Iterator<? extends E>> left = new ArrayDeque<>();
    private final Set<Awaitable<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    Walk(
        Function<E, @Nullable Awaitable<?>> target,
        Function<Awaitable<?>, Iterator<? extends E>> branches,
        Awaitable<?> start) {
      this.target = target;
      this.branches = branches;
      left.push(branches.apply(start));
    }

    boolean hasNext() {
      while (!left.isEmpty() && !left.element().hasNext()) {
        left.remove();
      }
      return !left.isEmpty();
    }

    /** Where one more branch leads to; null if nowhere. */
    @Nullable Awaitable<?> next() {
      Awaitable<?> reached = target.apply(left.element().next());
      if (reached != null) {
        Iterator<? extends E> further = branches.apply(reached);
        if (further.hasNext() && seen.add(reached)) {
          left.push(further);
        }
      }
      return reached;
    }
  }

  /** Where the waits from here on lead to: a future, or a task that waits for neither task nor future. */
  private static Awaitable<?> end(Awaitable<?> from) {
    if (!(from instanceof Task<?> first)) {
      return from;
    }
    Task<?> last = first;
    int steps = 0;
    for (Task<?> next; (next = next(last)) != null; steps++) {
      last = next;
    }
    if (steps >= LONG_CHAIN) {
      remember(first, last);
    }
    return last.awaited() instanceof AsyncFuture<?> future && !future.isDone() ? future : last;
  }

  private static void remember(Task<?> first, Task<?> last) {
    WeakReference<Task<?>> end = new WeakReference<>(last); // else it would be kept after its end
    Task<?> next;
    for (Task<?> task = first; task != last && (next = next(task)) != null; task = next) {
      task.rememberAhead(end);
    }
  }

  /** The task that this one waits for, or one that is further on. */
  private static @Nullable Task<?> next(Task<?> task) {
    Task<?> ahead = task.ahead();
    if (ahead != null) {
      return ahead;
    }
    return task.awaited() instanceof Task<?> next && !next.isDone() ? next : null;
  }
}
