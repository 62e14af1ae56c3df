package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.BrokenExecutorException;

/**
 * A process pool runs no more tasks, because the initialiser of its processes failed: {@code BrokenProcessPool}. Thrown by
 * later submissions; the cause of {@link java.util.concurrent.ExecutionException} in tasks that had not begun. Its own cause
 * is what the initialiser threw, or how its process died; Python only logs that.
 *
 * <p>Unlike in Python, a worker that dies does not break a pool: see {@link WorkerDiedException}.
 */
public final class BrokenProcessPoolException extends BrokenExecutorException {

  private static final long serialVersionUID = 1;

  BrokenProcessPoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
