package dev.ropewalk.executors.thread;

/** What a submission does when a pool's queue is full; Python's pools have no bound. */
public enum WhenFull {
  /**
   * Waits for room. The wait ends with {@link java.util.concurrent.RejectedExecutionException} when the pool is shut down
   * or the thread interrupted, whose interrupt status stays set. Tasks that submit to their own pool never wait, since all
   * workers might: they may exceed the bound. Nor does a time limit end it: that of {@code invokeAll}, {@code invokeAny} or a
   * map counts while their tasks are submitted, but is only looked at after that.
   */
  BLOCK,
  /** Throws {@link java.util.concurrent.RejectedExecutionException}. */
  REJECT,
  /** Runs the task on the submitting thread, before {@code submit} returns; closing the pool does not wait for it. */
  CALLER_RUNS
}
