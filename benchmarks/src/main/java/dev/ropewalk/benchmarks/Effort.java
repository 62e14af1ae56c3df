package dev.ropewalk.benchmarks;

import java.time.Duration;

/**
 * How long to measure. A subject runs once per round, and each run warms up and measures in iterations of the same length.
 *
 * @param rounds how often each subject runs
 * @param warmupIterations iterations per run whose figures are dropped
 * @param iterations iterations per run that count
 * @param iteration the length of one
 */
public record Effort(int rounds, int warmupIterations, int iterations, Duration iteration) {

  /** What published figures are measured with. */
  public static final Effort FULL = new Effort(5, 5, 5, Duration.ofSeconds(1));

  /** {@code -Dquick}: the same rounds with shorter runs. */
  public static final Effort QUICK = new Effort(5, 4, 4, Duration.ofMillis(100));

  /** The warm-up of one run. */
  public Duration warmup() {
    return iteration.multipliedBy(warmupIterations);
  }

  /** The part of one run that counts. */
  public Duration measurement() {
    return iteration.multipliedBy(iterations);
  }

  @Override
  public String toString() {
    return "%d rounds, per run %d ms warm-up and %d ms measured"
        .formatted(rounds, warmup().toMillis(), measurement().toMillis());
  }
}
