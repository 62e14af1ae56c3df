package dev.ropewalk.async;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link Async#staggeredRace} went: Python's triple.
 *
 * @param value what the winner returned; null if nobody won, too
 * @param winner its index among the entrants; empty if nobody won
 * @param failures for each entrant that was started, in their order, what it threw, a {@link CancelledError} included; empty for
 *     the winner
 */
public record RaceResult<T extends @Nullable Object>(
    @Nullable T value, Optional<Integer> winner, List<Optional<Throwable>> failures) {

  /** Takes a copy of the list. */
  public RaceResult {
    failures = List.copyOf(failures);
  }
}
