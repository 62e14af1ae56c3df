package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/**
 * Makes tasks as the loop does by itself.
 *
 * @param eager whether tasks begin at once that do not say it themselves
 */
record StandardTasks(boolean eager) implements TaskFactory {

  @Override
  public <T extends @Nullable Object> Task<T> createTask(
      EventLoop loop, Coroutine<T> body, TaskOptions options) {
    loop.checkOnLoop("createTask");
    return loop.tasks().start(body, options.eagerUnlessSaid(eager));
  }
}
