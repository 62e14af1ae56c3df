package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.BrokenExecutorException;

/**
 * The initialiser of a pool's threads failed, so the pool runs no more tasks: {@code BrokenThreadPool}. Thrown by later
 * submissions; the cause of {@link java.util.concurrent.ExecutionException} in tasks that had not begun. Its own cause is
 * what the initialiser threw; Python only logs that.
 */
public final class BrokenThreadPoolException extends BrokenExecutorException {

  private static final long serialVersionUID = 1;

  BrokenThreadPoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
