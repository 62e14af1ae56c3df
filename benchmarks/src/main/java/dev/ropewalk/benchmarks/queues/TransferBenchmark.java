package dev.ropewalk.benchmarks.queues;

import dev.ropewalk.benchmarks.ForkFigures;
import dev.ropewalk.benchmarks.WaitTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Producers put items that consumers take, each on a platform thread of its own; the figure is items per second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(TransferBenchmark.ITEMS)
public class TransferBenchmark {

  /** Items that go through the queue in one invocation. */
  public static final int ITEMS = 1 << 19;

  static final String P99 = "p99";
  static final String P999 = "p99.9";

  /** One in so many items is timed where it goes in and where it comes out; a prime, to keep out of step with arrays. */
  static final int TIMED = 61;

  private static final double NANOS_PER_MICRO = 1e3;

  private static final Integer ITEM = 1;

  /** Which queue. */
  @Param("WorkQueue")
  public String queue = "";

  /** How many items fit in. */
  @Param("1024")
  public int capacity;

  /** How many producers there are, and how many consumers. */
  @Param("1")
  public int pairs;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Pipe pipe = Pipe.named("WorkQueue", 1);
  private WaitTimes times = new WaitTimes();

  /** Made by JMH. */
  public TransferBenchmark() {}

  /** Makes the queue. */
  @Setup
  public void open() {
    pipe = Pipe.named(queue, capacity);
  }

  /** Tells how long one put or take took. */
  @TearDown(Level.Iteration)
  public void reportTimes() {
    report(times);
    times = new WaitTimes();
  }

  static void report(WaitTimes times) {
    ForkFigures.report(P99, times.quantile(0.99) / NANOS_PER_MICRO, "us/op");
    ForkFigures.report(P999, times.quantile(0.999) / NANOS_PER_MICRO, "us/op");
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    threads.close();
  }

  /** Sends all items through the queue. */
  @Benchmark
  public int transfer() throws Exception {
    int each = ITEMS / pairs;
    List<Callable<WaitTimes>> work = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      work.add(() -> putAll(each));
      work.add(() -> takeAll(each));
    }
    for (Future<WaitTimes> future : threads.invokeAll(work)) {
      times.add(future.get());
    }
    return ITEMS;
  }

  private WaitTimes putAll(int items) throws InterruptedException {
    WaitTimes taken = new WaitTimes();
    for (int item = 0; item < items; item++) {
      if (item % TIMED == 0) {
        long start = System.nanoTime();
        pipe.put(ITEM);
        taken.record(System.nanoTime() - start);
      } else {
        pipe.put(ITEM);
      }
    }
    return taken;
  }

  private WaitTimes takeAll(int items) throws InterruptedException {
    WaitTimes taken = new WaitTimes();
    for (int item = 0; item < items; item++) {
      if (item % TIMED == 0) {
        long start = System.nanoTime();
        pipe.take();
        taken.record(System.nanoTime() - start);
      } else {
        pipe.take();
      }
    }
    return taken;
  }
}
