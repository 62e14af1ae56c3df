package dev.ropewalk.benchmarks.threads;

import dev.ropewalk.threads.ChildThread;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Makes, starts and joins a thread with nothing to do. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StartJoinBenchmark {

  /** Made by JMH. */
  public StartJoinBenchmark() {}

  /** Ours. */
  @Benchmark
  public void childThread() throws InterruptedException {
    ChildThread.of(StartJoinBenchmark::nothing).start().join();
  }

  /** The JDK's. */
  @Benchmark
  public void jdkThread() throws InterruptedException {
    Thread thread = new Thread(StartJoinBenchmark::nothing);
    thread.start();
    thread.join();
  }

  private static void nothing() {}
}
