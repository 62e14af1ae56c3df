package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.BrokenExecutorException;

/**
 * A process pool runs no more tasks: {@code BrokenProcessPool}. Thrown by later submissions; the cause of {@link
 * java.util.concurrent.ExecutionException} in tasks that can't be run any more. Two things break a pool:
 *
 * <ul>
 *   <li>The initialiser of its processes failed. Its own cause is what the initialiser threw, or how its process died; Python
 *       only logs that. Tasks that run come to their end, which in Python are lost.
 *   <li>A worker died, if the pool was made with {@link DeathPolicy#BREAK_POOL}. Its own cause is the {@link
 *       WorkerDiedException}. Unlike in Python a pool goes on by default.
 * </ul>
 */
public final class BrokenProcessPoolException extends BrokenExecutorException {

  private static final long serialVersionUID = 1;

  BrokenProcessPoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
