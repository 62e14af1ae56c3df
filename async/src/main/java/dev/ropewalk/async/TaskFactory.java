package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of a loop: {@link EventLoop#setTaskFactory}. A factory changes the options, or wraps the body in one of its
 * own, and lets {@link #STANDARD} make the task. Python's task factories also return tasks of other classes; here there is
 * one class of tasks.
 *
 * <p>Runs on the loop, in whoever creates the task; what it throws comes out there. The body of an {@link AsyncIterator} is no
 * task that a user creates, and is not made by it.
 */
@FunctionalInterface
public interface TaskFactory {

  /** What a loop does without a factory. */
  TaskFactory STANDARD = new StandardTasks(false);

  /** Lets every task begin at once that is not told otherwise by {@link TaskOptions#eager(boolean)}. Python's {@code eager_task_factory}. */
  TaskFactory EAGER = new StandardTasks(true);

  /** Makes a task that runs this body, or one around it, on the loop. */
  <T extends @Nullable Object> Task<T> createTask(
      EventLoop loop, Coroutine<T> body, TaskOptions options);
}
