package dev.ropewalk.benchmarks.executors;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
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

/**
 * Each submitter submits many tasks with nothing to do, then collects their results; the figure is tasks per second of all
 * submitters together. JMH's threads are the submitters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(TinyTasksBenchmark.TASKS)
public class TinyTasksBenchmark {

  /** Tasks submitted before the first result is asked for; {@code tiny_tasks.py} has the same number. */
  public static final int TASKS = 10_000;

  private static final int WORKERS = 2;
  private static final Callable<Integer> TASK = () -> 1;

  /** Which pool. */
  @Param("ThreadPool")
  public String pool = "";

  private ExecutorService executor = Pools.NONE;

  /** Made by JMH. */
  public TinyTasksBenchmark() {}

  /** Makes the pool. */
  @Setup
  public void open() {
    executor = Pools.named(pool, WORKERS);
  }

  /** Ends the workers. */
  @TearDown
  public void close() {
    executor.close();
  }

  /** All tasks of one submitter. */
  @Benchmark
  public int submitAllThenCollect() throws InterruptedException, ExecutionException {
    List<Future<Integer>> futures = new ArrayList<>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      futures.add(executor.submit(TASK));
    }
    int sum = 0;
    for (Future<Integer> future : futures) {
      sum += future.get();
    }
    return sum;
  }
}
