package dev.ropewalk.benchmarks.threads;

import dev.ropewalk.benchmarks.ForkFigures;
import dev.ropewalk.threads.ChildThread;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

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

  /** Ours and the JDK's, one after the other, so that whatever else the system does meets both. */
  @Benchmark
  public void inTurns(Turns turns) throws InterruptedException {
    long start = System.nanoTime();
    childThread();
    long middle = System.nanoTime();
    jdkThread();
    long end = System.nanoTime();
    turns.count++;
    turns.ours += middle - start;
    turns.jdks += end - middle;
  }

  private static void nothing() {}

  /** The time of each. */
  @State(Scope.Thread)
  public static class Turns {

    static final String OURS = "ChildThread";
    static final String JDKS = "Thread";
    private static final double NANOS_PER_MICRO = 1000;

    private long count;
    private long ours;
    private long jdks;

    /** Made by JMH. */
    public Turns() {}

    /** Hands over the means of an iteration. */
    @TearDown(Level.Iteration)
    public void report() {
      ForkFigures.report(OURS, ours / NANOS_PER_MICRO / count, "us/op");
      ForkFigures.report(JDKS, jdks / NANOS_PER_MICRO / count, "us/op");
      count = 0;
      ours = 0;
      jdks = 0;
    }
  }
}
