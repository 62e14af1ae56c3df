package dev.ropewalk.benchmarks.locks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Several threads want one lock for some time. */
final class Contest {
  /*
   * The threads run from before the measured time until after it: it begins when all of them have been at it for a while,
   * and ends while all of them still are. Neither their start nor their end is part of it.
   */

  /** SETTLING, then MEASURED, then OVER. */
  enum Phase {
    /** Threads start and find their rhythm. */
    SETTLING,
    /** Passes count. */
    MEASURED,
    /** Every thread leaves after the pass that it is in. */
    OVER
  }

  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final CountDownLatch arrivals;
  private volatile Phase phase = Phase.SETTLING;
  private volatile boolean recorded;

  private Contest(int threads) {
    arrivals = new CountDownLatch(threads);
  }

  /**
   * Lets that many threads compete.
   *
   * @param tokens the work of each between two passes
   * @throws ExecutionException if a thread failed
   * @throws IllegalStateException if the lock let two threads in at once
   */
  static Outcome run(Gate gate, int threads, long tokens, Duration settling, Duration measured)
      throws InterruptedException, ExecutionException {
    return new Contest(threads).compete(gate, threads, tokens, settling, measured);
  }

  private Outcome compete(Gate gate, int threads, long tokens, Duration settling, Duration measured)
      throws InterruptedException, ExecutionException {
    Section section = new Section();
    List<FutureTask<Contender>> running = new ArrayList<>();
    for (int index = 0; index < threads; index++) {
      FutureTask<Contender> task =
          new FutureTask<>(new Contender(this, gate, section, tokens, index));
      Thread.ofPlatform().daemon().start(task);
      running.add(task);
    }
    arrivals.await();
    Thread.sleep(settling);

    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    phase = Phase.MEASURED;
    Thread.sleep(measured);
    while (!recorded && running.stream().noneMatch(FutureTask::isDone)) {
      Thread.sleep(MOMENT); // a machine so busy that nobody had a turn, in a time of milliseconds
    }
    phase = Phase.OVER;
    long nanos = System.nanoTime() - start;
    cpu = SYSTEM.getProcessCpuTime() - cpu;

    List<Contender> contenders = new ArrayList<>();
    for (FutureTask<Contender> task : running) {
      contenders.add(task.get());
    }
    requireExclusion(section, contenders);
    return Outcome.of(contenders, nanos, cpu);
  }

  private static void requireExclusion(Section section, List<Contender> contenders) {
    long passes = contenders.stream().mapToLong(Contender::passes).sum();
    if (section.passes() != passes) {
      throw new IllegalStateException(
          "the lock let two threads in at once: of %d writes %d are left"
              .formatted(passes, section.passes()));
    }
  }

  /** Tells that one more thread runs. */
  void arrive() {
    arrivals.countDown();
  }

  /** Tells that there is a pass that counts, and whose wait was recorded. */
  void recorded() {
    if (!recorded) { // a write would take the cache line away from all that look for the phase
      recorded = true;
    }
  }

  /** Where the contest stands. */
  Phase phase() {
    return phase;
  }
}
