package dev.ropewalk.executors;

import java.util.concurrent.RejectedExecutionException;

/**
 * An executor runs no more tasks, though nobody has shut it down: {@code concurrent.futures.BrokenExecutor}. Thrown by
 * submissions; the cause of {@link java.util.concurrent.ExecutionException} in tasks that had not begun. Each kind of
 * executor that can break has a subclass that says why.
 */
public abstract class BrokenExecutorException extends RejectedExecutionException {

  private static final long serialVersionUID = 1;

  /** For executors: what broke, and what it threw. */
  protected BrokenExecutorException(String message, Throwable cause) {
    super(message, cause);
  }
}
