package dev.ropewalk.async;

/** When {@link Async#wait} returns, at the latest when all have ended. Python's constants of {@code asyncio}. */
public enum ReturnWhen {
  /** When the first one has ended, in whatever way. */
  FIRST_COMPLETED,
  /** When the first one has failed; being cancelled is not failing. */
  FIRST_EXCEPTION,
  /** When all have ended. */
  ALL_COMPLETED
}
