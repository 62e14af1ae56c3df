package dev.ropewalk.async;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;

/** Durations as the nanoseconds of a loop's clock. */
final class Times {

  private static final Duration LAST = Duration.ofNanos(Long.MAX_VALUE);

  private Times() {}

  /** A time in nanoseconds; one too far away for {@code long} becomes the last or first one. */
  static long saturatedNanos(Duration when) {
    if (when.compareTo(LAST) >= 0) {
      return Long.MAX_VALUE;
    }
    return when.compareTo(LAST.negated()) <= 0 ? -Long.MAX_VALUE : when.toNanos();
  }

  /** A delay in nanoseconds; one too long for {@code long} becomes {@link Long#MAX_VALUE}. */
  static long toNanos(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException(
          "delay must not be negative: " + delay + " (zero means the next iteration)");
    }
    return Deadline.toNanos(delay);
  }
}
