package dev.ropewalk.benchmarks.threads;

import dev.ropewalk.benchmarks.ForkFigures;
import dev.ropewalk.threads.ChildThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Starts a million virtual threads, lets all of them wait at once, and joins them. What they keep of the heap while they wait
 * is a figure of its own.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
public class MillionBenchmark {

  private static final int MILLION = 1_000_000;

  /** Made by JMH. */
  public MillionBenchmark() {}

  /** Ours. */
  @Benchmark
  public void children() throws InterruptedException {
    List<ChildThread<?>> all = new ArrayList<>(MILLION);
    Crowd crowd = new Crowd();
    for (int i = 0; i < MILLION; i++) {
      all.add(ChildThread.ofVirtual(crowd::waitForAll).start());
    }
    crowd.measure();
    ChildThread.joinAll(all);
  }

  /** The JDK's. */
  @Benchmark
  public void jdkThreads() throws InterruptedException {
    List<Thread> all = new ArrayList<>(MILLION);
    Crowd crowd = new Crowd();
    for (int i = 0; i < MILLION; i++) {
      all.add(Thread.startVirtualThread(crowd::waitForAll));
    }
    crowd.measure();
    for (Thread thread : all) {
      thread.join();
    }
  }

  /** A million that wait for one. */
  private static final class Crowd {
    private final long before = usedHeap();
    private final CountDownLatch there = new CountDownLatch(MILLION);
    private final CountDownLatch gate = new CountDownLatch(1);

    void waitForAll() {
      there.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts here", e);
      }
    }

    void measure() throws InterruptedException {
      there.await();
      ForkFigures.report("heap per thread", (usedHeap() - before) / (double) MILLION, "B");
      gate.countDown();
    }

    private static long usedHeap() {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
  }
}
