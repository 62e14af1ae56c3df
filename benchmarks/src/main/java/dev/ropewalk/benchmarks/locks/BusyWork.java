package dev.ropewalk.benchmarks.locks;

import java.util.function.LongToDoubleFunction;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Turns a length of time into tokens for JMH's {@link Blackhole#consumeCPU}, which computes and touches no shared memory. A
 * thread with a core to itself takes that long; one that shares it takes longer.
 */
final class BusyWork {

  private static final int CORRECTIONS = 5;
  private static final int BATCHES = 20;
  private static final int CALLS = 200;
  private static final int WARM_UP_BATCHES = 500;

  private BusyWork() {}

  /** How many tokens keep this machine busy for so long; none for no time. Takes some milliseconds to find out. */
  static long tokens(long nanos) {
    for (int i = 0; i < WARM_UP_BATCHES; i++) {
      batch(1);
    }
    return tokens(nanos, BusyWork::nanosOfOneCall);
  }

  /**
   * Starts from a guess and corrects it by what it took, again and again: a call costs something beyond its tokens, so one
   * correction is not enough.
   */
  static long tokens(long nanos, LongToDoubleFunction nanosOfOneCall) {
    if (nanos == 0) {
      return 0;
    }
    long tokens = nanos;
    for (int i = 0; i < CORRECTIONS; i++) {
      double taken = nanosOfOneCall.applyAsDouble(tokens);
      tokens = Math.max(1, Math.round(tokens * nanos / taken));
    }
    return tokens;
  }

  /** The shortest of several tries is the one that nothing else on the machine got between. */
  private static double nanosOfOneCall(long tokens) {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < BATCHES; i++) {
      long start = System.nanoTime();
      batch(tokens);
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    return (double) shortest / CALLS;
  }

  private static void batch(long tokens) {
    for (int i = 0; i < CALLS; i++) {
      Blackhole.consumeCPU(tokens);
    }
  }
}
