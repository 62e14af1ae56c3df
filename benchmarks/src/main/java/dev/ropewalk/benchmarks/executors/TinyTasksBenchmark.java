package dev.ropewalk.benchmarks.executors;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.thread.ThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Submits many tasks with nothing to do, then collects their results; the figure is tasks per second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(TinyTasksBenchmark.TASKS)
public class TinyTasksBenchmark {

  /** Tasks submitted before the first result is asked for; {@code tiny_tasks.py} has the same number. */
  public static final int TASKS = 10_000;

  private static final int WORKERS = 2;

  /** Made by JMH. */
  public TinyTasksBenchmark() {}

  /** Our pool. */
  @State(Scope.Benchmark)
  public static class Ropewalk {
    final ThreadPool pool = new ThreadPool(WORKERS);
    final PortableCallable<Integer> task = () -> 1;

    /** Made by JMH. */
    public Ropewalk() {}

    /** Ends the workers. */
    @TearDown
    public void close() {
      pool.close();
    }
  }

  /** The JDK's pool. */
  @State(Scope.Benchmark)
  public static class Jdk {
    final ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
    final Callable<Integer> task = () -> 1;

    /** Made by JMH. */
    public Jdk() {}

    /** Ends the workers. */
    @TearDown
    public void close() {
      pool.close();
    }
  }

  /** Ours. */
  @Benchmark
  public int threadPool(Ropewalk state) throws InterruptedException, ExecutionException {
    List<Future<Integer>> futures = new ArrayList<>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      futures.add(state.pool.submit(state.task));
    }
    return sum(futures);
  }

  /** The JDK's. */
  @Benchmark
  public int fixedThreadPool(Jdk state) throws InterruptedException, ExecutionException {
    List<Future<Integer>> futures = new ArrayList<>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      futures.add(state.pool.submit(state.task));
    }
    return sum(futures);
  }

  private static int sum(List<Future<Integer>> futures)
      throws InterruptedException, ExecutionException {
    int sum = 0;
    for (Future<Integer> future : futures) {
      sum += future.get();
    }
    return sum;
  }
}
