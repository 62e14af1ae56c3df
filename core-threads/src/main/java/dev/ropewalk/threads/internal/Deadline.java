package dev.ropewalk.threads.internal;

import java.time.Duration;

/**
 * A point in time up to which one call may wait, fixed once on entry so that spurious wakeups and notifications never
 * extend it. Holds the rules for {@code Duration} timeouts that the package {@code dev.ropewalk.threads} states.
 */
public final class Deadline {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final long startNanos;
  private final long timeoutNanos;

  private Deadline(long timeoutNanos) {
    this.startNanos = System.nanoTime();
    this.timeoutNanos = timeoutNanos;
  }

  /**
   * The deadline that lies {@code timeout} after now; already reached when zero.
   *
   * @throws IllegalArgumentException if the timeout is negative
   */
  public static Deadline after(Duration timeout) {
    return new Deadline(toNanos(timeout));
  }

  /**
   * A timeout in nanoseconds; one too long for {@code long} becomes {@link Long#MAX_VALUE}.
   *
   * @throws IllegalArgumentException if the timeout is negative
   */
  public static long toNanos(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout must not be negative: " + timeout + " (zero tries once without waiting)");
    }
    return timeout.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : timeout.toNanos();
  }

  /** Nanoseconds left; zero or less once the deadline is reached. */
  public long remainingNanos() {
    return timeoutNanos - (System.nanoTime() - startNanos);
  }

  /** Whether no time is left. */
  public boolean isExpired() {
    return remainingNanos() <= 0;
  }
}
