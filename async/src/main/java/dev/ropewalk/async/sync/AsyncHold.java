package dev.ropewalk.async.sync;

import org.jspecify.annotations.Nullable;

/**
 * The token of one successful acquire, for try-with-resources: closing it undoes that acquire. It is what Python's {@code
 * async with} keeps to itself. For coroutines and callbacks of the loop; closing does not suspend.
 *
 * <p>A token is one-shot: the first close releases, later ones do nothing. It can't know of a lock that was released past
 * it, by {@code release()} inside the block: closing it then fails, or ends the hold of the next holder, as leaving Python's
 * block does.
 */
public final class AsyncHold implements AutoCloseable {

  private final LoopBound held;
  private @Nullable Runnable release;

  AsyncHold(LoopBound held, Runnable release) {
    this.held = held;
    this.release = release;
  }

  /**
   * Undoes the acquire that this token stands for, if that has not been done yet.
   *
   * @throws IllegalMonitorStateException if the lock was released past this token and is free
   * @throws IllegalStateException if the bounded semaphore was released past this token and is full
   * @throws WrongThreadException if the caller may not release; the token stays open
   */
  @Override
  public void close() {
    Runnable todo = release;
    if (todo != null) {
      held.checkCaller("close of a hold");
      release = null;
      todo.run();
    }
  }

  @Override
  public String toString() {
    return "AsyncHold[" + (release == null ? "closed" : "open") + ", " + held + "]";
  }
}
