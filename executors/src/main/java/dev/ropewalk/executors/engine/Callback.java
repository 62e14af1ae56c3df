package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.internal.Droppable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One done callback of a task, in the stack of those added so far. */
final class Callback<T extends @Nullable Object> {

  private static final Logger LOG = LoggerFactory.getLogger(TaskFuture.class);

  private final Consumer<? super TaskFuture<T>> action;

  /** How many more there may be than the last clearing left, besides as many as it left. */
  private static final int SLACK = 8;

  /** The one added before this; written by the thread that adds or runs the stack, which owns it then. */
  @Nullable Callback<T> next;

  /** How many there are, this one included, and how many of them the last clearing left. */
  private int size = 1;

  private int left;

  Callback(Consumer<? super TaskFuture<T>> action) {
    this.action = action;
  }

  /** Whether nobody wants to be called; then {@link #call} may be left out. */
  private boolean isDropped() {
    return action instanceof Droppable droppable && droppable.isDropped();
  }

  /** Whether it is ours and only tells somebody; so are those that can be dropped. */
  private boolean isQuick() {
    return action instanceof QuickCallback || action instanceof Droppable;
  }

  /**
   * Whether one in this stack may take long. What it is made of was published with the top. While somebody turns it round, this may see part
   * of it; then the task is done, and the answer matters no more.
   */
  static boolean anySlow(@Nullable Callback<?> top) {
    for (Callback<?> each = top; each != null; each = each.next) {
      if (!each.isQuick()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Puts this on top of a stack. Once that has twice as many as the last clearing left, and some, it is cleared: those that are
   * dropped are not taken over. So it never has many more than twice those that are wanted, and each is looked at a
   * few times at most.
   *
   * <p>The stack stays as it is. While somebody turns it round, this may see part of it; then it is no longer anybody's stack.
   */
  void putOn(@Nullable Callback<T> top) {
    next = top;
    size = 1;
    left = 0;
    if (top != null) {
      size += top.size;
      left = top.left;
    }
    if (size > 2 * left + SLACK) {
      next = withoutDropped(top);
      left = next == null ? 0 : next.size;
      size = left + 1;
    }
  }

  private static <T extends @Nullable Object> @Nullable Callback<T> withoutDropped(
      @Nullable Callback<T> top) {
    List<Callback<T>> wanted = new ArrayList<>();
    for (Callback<T> each = top; each != null; each = each.next) {
      if (!each.isDropped()) {
        wanted.add(each);
      }
    }
    Callback<T> copy = null;
    for (Callback<T> each : wanted.reversed()) {
      Callback<T> added = new Callback<>(each.action);
      added.next = copy;
      added.size = copy == null ? 1 : copy.size + 1;
      copy = added;
    }
    return copy;
  }

  /** Runs the callback; what it throws is logged, as in Python, so that the next one runs. */
  void call(TaskFuture<T> future) {
    try {
      action.accept(future);
    } catch (Throwable failure) {
      LOG.error("A done callback of {} failed", future, failure);
    }
  }

  /** The same stack, oldest first. */
  static <T extends @Nullable Object> @Nullable Callback<T> reversed(@Nullable Callback<T> newest) {
    Callback<T> oldest = null;
    Callback<T> each = newest;
    while (each != null) {
      Callback<T> before = each.next;
      each.next = oldest;
      oldest = each;
      each = before;
    }
    return oldest;
  }
}
