package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.PortableCallable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a task that is a {@link Runnable}. It travels if that does, and leaves the result that its submitter gave here:
 * {@link EngineFuture#succeed} puts it in the place of what comes back.
 */
public final class RunnableCall<T extends @Nullable Object> implements PortableCallable<T> {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // that it may not be is for serialization to find out
  private final Runnable task;

  @SuppressWarnings("NullAway") // which is null where the task has travelled to
  private final transient T result;

  /** Runs the task, and gives the result. */
  RunnableCall(Runnable task, T result) {
    this.task = Objects.requireNonNull(task, "a task needs a body");
    this.result = result;
  }

  /** What is run. */
  public Runnable task() {
    return task;
  }

  T result() {
    return result;
  }

  @Override
  public T call() {
    task.run();
    return result;
  }

  /** As the task. */
  @Override
  public String toString() {
    return TaskName.of(task);
  }
}
