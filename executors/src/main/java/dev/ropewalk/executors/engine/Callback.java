package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.internal.Droppable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One done callback of a task, in the stack of those added so far. */
final class Callback<T extends @Nullable Object> {

  private static final Logger LOG = LoggerFactory.getLogger(TaskFuture.class);

  private final Consumer<? super TaskFuture<T>> action;

  /** The one added before this; written by the thread that adds or runs the stack, which owns it then. */
  @Nullable Callback<T> next;

  Callback(Consumer<? super TaskFuture<T>> action) {
    this.action = action;
  }

  /** Whether nobody wants to be called; then {@link #call} may be left out. */
  boolean isDropped() {
    return action instanceof Droppable droppable && droppable.isDropped();
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
