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
import org.openjdk.jmh.annotations.Param;
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

  /** How many: a million, or fewer where time is short. */
  @Param("1000000")
  public int threads;

  /** Made by JMH. */
  public MillionBenchmark() {}

  /** Ours. */
  @Benchmark
  public void children() throws InterruptedException {
    List<ChildThread<?>> all = new ArrayList<>(threads);
    Crowd crowd = new Crowd(threads);
    for (int i = 0; i < threads; i++) {
      all.add(ChildThread.ofVirtual(crowd::waitForAll).start());
    }
    crowd.measure();
    ChildThread.joinAll(all);
  }

  /** The JDK's. */
  @Benchmark
  public void jdkThreads() throws InterruptedException {
    List<Thread> all = new ArrayList<>(threads);
    Crowd crowd = new Crowd(threads);
    for (int i = 0; i < threads; i++) {
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
    private final int threads;
    private final CountDownLatch there;
    private final CountDownLatch gate = new CountDownLatch(1);

    Crowd(int threads) {
      this.threads = threads;
      this.there = new CountDownLatch(threads);
    }

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
      ForkFigures.report("heap per thread", (usedHeap() - before) / (double) threads, "B");
      gate.countDown();
    }

    private static long usedHeap() {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
  }
}
