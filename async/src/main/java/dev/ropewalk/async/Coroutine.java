package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/**
 * The body of a coroutine that returns a value: what Python writes as {@code async def}. It is an ordinary method that
 * runs on its loop, reads top to bottom, and may suspend anywhere below it on the stack, in any method it calls: there is
 * no separate kind of function that alone may await.
 *
 * <p>Unlike a Python coroutine object this is a function and not one execution of it: {@link Async#createTask} may be
 * given the same one any number of times, and one that is never given to it is just a lambda. So there is nothing that could be
 * made and forgotten, as in Python's "coroutine was never awaited": a task is on its loop from the moment that it is made.
 *
 * @param <T> what the body returns
 */
@FunctionalInterface
public interface Coroutine<T extends @Nullable Object> {

  /**
   * Runs the body, on the thread of a coroutine.
   *
   * @throws Exception whatever the body throws; the task fails with it
   * @throws CancelledError when the body was cancelled and let that pass, as it should
   */
  T run() throws Exception;
}
