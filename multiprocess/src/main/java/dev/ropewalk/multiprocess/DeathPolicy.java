package dev.ropewalk.multiprocess;

/** What becomes of a {@link ProcessPool} when one of its workers dies though nobody asked for that. */
public enum DeathPolicy {
  /**
   * Only the task that the worker ran fails, with {@link WorkerDiedException}, or is run again, if {@link
   * ProcessPoolOptions#maxAttempts} allows it. The worker is replaced. The default.
   */
  REPLACE_WORKER,

  /**
   * The pool is broken, as {@code ProcessPoolExecutor} is then, also if the worker was idle: its other workers are killed, all
   * futures that are not done fail with {@link BrokenProcessPoolException}, and so do later submissions. Python asks the other
   * workers to end (SIGTERM).
   */
  BREAK_POOL
}
