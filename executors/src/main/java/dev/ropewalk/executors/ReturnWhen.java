package dev.ropewalk.executors;

/** When a wait for several futures returns: {@link Futures#wait(java.util.Collection, ReturnWhen) Futures.wait}, or one of coroutines. */
public enum ReturnWhen {
  /** As soon as one is done, in whatever way; {@code FIRST_COMPLETED}. */
  FIRST_COMPLETED,
  /** As soon as one has failed, or when all are done; a cancellation is no failure; {@code FIRST_EXCEPTION}. */
  FIRST_EXCEPTION,
  /** When all are done; {@code ALL_COMPLETED}. */
  ALL_COMPLETED
}
