package dev.ropewalk.executors.thread;

/**
 * What happens when the last free worker of a full pool is about to wait, without a timeout, for a task of the same pool
 * that is not done, while all others wait in the same way: nobody is left to run what they wait for. Python's pools hang.
 */
public enum WhenStarved {
  /** That wait throws {@link StarvedPoolException}. */
  FAIL,
  /** The pool gets a worker beyond its maximum until that wait is over, if there is a task that it could run. */
  ADD_WORKER,
  /** The threads wait until someone outside cancels a task, as in Python. */
  WAIT
}
