package dev.ropewalk.benchmarks.queues;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
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

  /** Made by JMH. */
  public TransferBenchmark() {}

  /** Makes the queue. */
  @Setup
  public void open() {
    pipe = Pipe.named(queue, capacity);
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
    List<Callable<Integer>> work = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      work.add(
          () -> {
            for (int item = 0; item < each; item++) {
              pipe.put(ITEM);
            }
            return 0;
          });
      work.add(
          () -> {
            int sum = 0;
            for (int item = 0; item < each; item++) {
              sum += pipe.take();
            }
            return sum;
          });
    }
    int sum = 0;
    for (Future<Integer> future : threads.invokeAll(work)) {
      sum += future.get();
    }
    return sum;
  }
}
