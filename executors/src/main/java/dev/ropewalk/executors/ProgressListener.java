package dev.ropewalk.executors;

/**
 * Is told how far a batch of tasks has come. Calls come one at a time, from whichever thread ended a task, with numbers that
 * never go back; what one does happens-before the next. Like done callbacks they may come a moment after the result can be
 * read; once the executor is closed all have come. They must be quick, and must not wait for tasks. An exception is logged and
 * stops nothing.
 */
@FunctionalInterface
public interface ProgressListener {

  /** The total when nobody knows it, as for a stream. */
  long UNKNOWN = -1;

  /**
   * Items have been worked off, with a result or an exception; also called once at the beginning, with none done.
   *
   * @param done how many in all
   * @param total how many there will be, or {@link #UNKNOWN}
   */
  void advanced(long done, long total);

  /** No more will come: all is done, or what was left has been cancelled. Called once. */
  default void ended() {}
}
