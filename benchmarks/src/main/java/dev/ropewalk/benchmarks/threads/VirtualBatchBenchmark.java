package dev.ropewalk.benchmarks.threads;

import dev.ropewalk.threads.ChildThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Starts a batch of virtual threads with nothing to do, then joins them all; figures are per thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VirtualBatchBenchmark {

  private static final int BATCH = 10_000;

  /** Made by JMH. */
  public VirtualBatchBenchmark() {}

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void children() throws InterruptedException {
    List<ChildThread<?>> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      batch.add(ChildThread.ofVirtual(VirtualBatchBenchmark::nothing).start());
    }
    ChildThread.joinAll(batch);
  }

  /** The JDK's. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void jdkThreads() throws InterruptedException {
    List<Thread> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      batch.add(Thread.startVirtualThread(VirtualBatchBenchmark::nothing));
    }
    for (Thread thread : batch) {
      thread.join();
    }
  }

  private static void nothing() {}
}
