package dev.ropewalk.async;

/** The body of a coroutine that returns nothing; otherwise as {@link Coroutine}. */
@FunctionalInterface
public interface CoroutineAction {

  /**
   * Runs the body, on the thread of a coroutine.
   *
   * @throws Exception whatever the body throws; the task fails with it
   * @throws CancelledError when the body was cancelled and let that pass, as it should
   */
  void run() throws Exception;
}
