package dev.ropewalk.benchmarks.process;

/** Work for a processor: as a task, and as a program of its own. */
public final class CpuWork {

  /** What keeps a processor busy for some seconds. */
  static final int HALF = 8_000_000;

  private CpuWork() {}

  /** Counts primes by trial. */
  public static long primesBelow(int limit) {
    long count = 0;
    for (int candidate = 2; candidate < limit; candidate++) {
      if (isPrime(candidate)) {
        count++;
      }
    }
    return count;
  }

  private static boolean isPrime(int candidate) {
    for (int divisor = 2; divisor * divisor <= candidate; divisor++) {
      if (candidate % divisor == 0) {
        return false;
      }
    }
    return true;
  }

  /** Does one half. */
  public static void main(String[] args) {
    System.out.println(primesBelow(HALF));
  }
}
