package dev.ropewalk.executors.thread;

/**
 * What happens when the last free worker of a full pool is about to wait, without a timeout, for a task of the same pool
 * that is not done, while all others wait in the same way: nobody is left to run what they wait for. Python's pools hang.
 */
public enum WhenStarved {
  /** That wait throws {@link StarvedPoolException}. */
  FAIL,
  /**
   * The pool gets a worker beyond its maximum until that wait is over. If no task is left that it could run, then the tasks wait
   * for each other, and the wait throws {@link StarvedPoolException}.
   */
  ADD_WORKER,
  /** The threads wait until someone outside cancels a task, as in Python. */
  WAIT
}
