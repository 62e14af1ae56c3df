package dev.ropewalk.benchmarks.queues;

import dev.ropewalk.benchmarks.ForkFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Makes a queue and fills it; beside the time per item, the memory that full queues take per slot. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FillBenchmark.CAPACITY)
public class FillBenchmark {

  /** How many items fit in. */
  public static final int CAPACITY = 1024;

  static final String MEMORY = "memory per slot";

  private static final int QUEUES = 500;
  private static final Integer ITEM = 1;

  /** Which queue. */
  @Param("WorkQueue")
  public String queue = "";

  /** Made by JMH. */
  public FillBenchmark() {}

  /** Makes one queue and fills it. */
  @Benchmark
  public Object fill() throws InterruptedException {
    Pipe pipe = Pipe.named(queue, CAPACITY);
    for (int i = 0; i < CAPACITY; i++) {
      pipe.put(ITEM);
    }
    return pipe;
  }

  /** Tells what is in use more when many full queues are there. */
  @TearDown(Level.Iteration)
  public void measureMemory() throws InterruptedException {
    List<Object> queues = new ArrayList<>(QUEUES);
    long before = used();
    for (int i = 0; i < QUEUES; i++) {
      queues.add(fill());
    }
    double bytes = used() - before;
    ForkFigures.report(MEMORY, Math.max(0, bytes) / queues.size() / CAPACITY, "B");
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
