package dev.ropewalk.benchmarks.executors;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.thread.ThreadPool;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Submits one task and waits for its result before submitting the next. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoundTripBenchmark {

  /** Made by JMH. */
  public RoundTripBenchmark() {}

  /** Our pool of one worker. */
  @State(Scope.Benchmark)
  public static class Ropewalk {
    final ThreadPool pool = new ThreadPool(1);
    final PortableCallable<Integer> task = () -> 1;

    /** Made by JMH. */
    public Ropewalk() {}

    /** Ends the worker. */
    @TearDown
    public void close() {
      pool.close();
    }
  }

  /** The JDK's pool of one worker. */
  @State(Scope.Benchmark)
  public static class Jdk {
    final ExecutorService pool = Executors.newFixedThreadPool(1);
    final Callable<Integer> task = () -> 1;

    /** Made by JMH. */
    public Jdk() {}

    /** Ends the worker. */
    @TearDown
    public void close() {
      pool.close();
    }
  }

  /** Ours. */
  @Benchmark
  public Integer threadPool(Ropewalk state) throws InterruptedException, ExecutionException {
    return state.pool.submit(state.task).get();
  }

  /** The JDK's. */
  @Benchmark
  public Integer fixedThreadPool(Jdk state) throws InterruptedException, ExecutionException {
    return state.pool.submit(state.task).get();
  }
}
