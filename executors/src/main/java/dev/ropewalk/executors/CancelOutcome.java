package dev.ropewalk.executors;

/**
 * What really became of a task that was asked to cancel. Python's {@code Future.cancel} only says whether the future was
 * cancelled; this says what happened to the body.
 */
public enum CancelOutcome {
  /** The body had not begun and never will. */
  NOT_STARTED,
  /** The body was running, was interrupted, and has ended. */
  INTERRUPTED,
  /** The body was running in another process, and that process was killed. */
  KILLED,
  /** The task had already ended in a result or an exception, which stands. */
  TOO_LATE
}
