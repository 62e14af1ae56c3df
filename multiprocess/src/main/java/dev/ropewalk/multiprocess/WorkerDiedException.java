package dev.ropewalk.multiprocess;

import org.jspecify.annotations.Nullable;

/**
 * The worker process that ran a task ended before the task did: it was killed, crashed, ran out of memory, or the task
 * called {@link System#exit}. Only that task fails; the worker is replaced, and the pool goes on.
 *
 * <p>Python's {@code BrokenProcessPool} fails all tasks, and the pool is of no more use.
 */
public final class WorkerDiedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long pid;
  private final int exitCode;
  private final String task;

  WorkerDiedException(long pid, int exitCode, String when, String task, @Nullable Throwable cause) {
    super(
        "worker process "
            + pid
            + (exitCode < 0
                ? " was killed by signal " + -exitCode
                : " ended with exit status " + exitCode)
            + " "
            + when
            + task,
        cause);
    this.pid = pid;
    this.exitCode = exitCode;
    this.task = task;
  }

  /** The id that the process had. */
  public long pid() {
    return pid;
  }

  /** How the process ended, as {@link ChildProcess#exitCode()} says it: an exit status, or a negative signal number. */
  public int exitCode() {
    return exitCode;
  }

  /** The task, as text. */
  public String task() {
    return task;
  }
}
