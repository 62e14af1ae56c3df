package dev.ropewalk.benchmarks.locks;

import dev.ropewalk.benchmarks.WaitTimes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a contest gave.
 *
 * @param throughput passes of all threads per second
 * @param longWait microseconds; of 1000 waits for the lock 999 are not longer
 * @param fairness the smallest number of passes of a thread divided by the largest: 1 if all had the same
 * @param cpu microseconds of the process for each pass
 */
record Outcome(double throughput, double longWait, double fairness, double cpu) {

  private static final double LONG = 0.999;
  private static final double NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What the contenders did in the measured time: at least one pass, and at least one wait is recorded. */
  static Outcome of(List<Contender> contenders, long nanos, long cpuNanos) {
    WaitTimes waits = new WaitTimes();
    contenders.forEach(contender -> waits.add(contender.waits()));
    long[] counts = contenders.stream().mapToLong(Contender::counted).toArray();
    long passes = contenders.stream().mapToLong(Contender::counted).sum();
    return new Outcome(
        passes / (nanos / NANOS_PER_SECOND),
        waits.quantile(LONG) / NANOS_PER_MICRO,
        fairness(counts),
        cpuNanos / NANOS_PER_MICRO / passes);
  }

  /** The smallest divided by the largest, which is above 0. */
  static double fairness(long... counts) {
    long smallest = Long.MAX_VALUE;
    long largest = 0;
    for (long count : counts) {
      smallest = Math.min(smallest, count);
      largest = Math.max(largest, count);
    }
    return (double) smallest / largest;
  }
}
