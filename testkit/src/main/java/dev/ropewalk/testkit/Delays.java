package dev.ropewalk.testkit;

import java.time.Duration;

/**
 * The only lengths of time that tests use, scaled in one place by the system property {@code ropewalk.delays} (a factor,
 * 1 unless set) for slow machines.
 */
public final class Delays {

  private static final long SCALE = Long.getLong("ropewalk.delays", 1);

  /** A wait that is expected to run out: 50 ms. */
  public static final Duration SHORT = Duration.ofMillis(50 * SCALE);

  /** Long enough that a started action has surely begun, short enough to wait for: 500 ms. */
  public static final Duration MEDIUM = Duration.ofMillis(500 * SCALE);

  /** An upper bound for what is expected to happen at once; running into it is a failure: 20 s. */
  public static final Duration LONG = Duration.ofSeconds(20 * SCALE);

  private Delays() {}
}
