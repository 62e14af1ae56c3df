package dev.ropewalk.executors;

/** When {@link Futures#wait(java.util.Collection, ReturnWhen) Futures.wait} returns. */
public enum ReturnWhen {
  /** As soon as one future is done, in whatever way; {@code FIRST_COMPLETED}. */
  FIRST_COMPLETED,
  /** As soon as one future has failed, or when all are done; a cancellation is no failure; {@code FIRST_EXCEPTION}. */
  FIRST_EXCEPTION,
  /** When all futures are done; {@code ALL_COMPLETED}. */
  ALL_COMPLETED
}
