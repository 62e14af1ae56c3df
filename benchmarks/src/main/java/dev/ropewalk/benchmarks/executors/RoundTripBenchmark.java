package dev.ropewalk.benchmarks.executors;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Submits one task and waits for its result before submitting the next. Before each it thinks: it sleeps, like one that
 * waits for something else. The time is that from submitting to the result; the CPU time is that of everything.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoundTripBenchmark {

  private static final Callable<Integer> TASK = () -> 1;
  private static final int COMPILED_AFTER = 20_000;

  /** Which pool. */
  @Param("ThreadPool")
  public String pool = "";

  /** Microseconds between the tasks; a system sleeps some 50 longer than it is asked to. */
  @Param("0")
  public int think;

  private ExecutorService executor = Pools.NONE;

  /** Made by JMH. */
  public RoundTripBenchmark() {}

  /**
   * Makes a pool of one worker, and has the compiler see tasks before the first pause: with pauses a run has some hundred
   * tasks, and without this would tell how fast an interpreter runs the code.
   */
  @Setup
  public void open() throws InterruptedException, ExecutionException {
    executor = Pools.named(pool, 1);
    for (int i = 0; i < COMPILED_AFTER; i++) {
      Integer _ = roundTrip();
    }
  }

  /** Ends the worker. */
  @TearDown
  public void close() {
    executor.close();
  }

  /** Thinks; not part of the time. */
  @Setup(Level.Invocation)
  public void think() {
    if (think > 0) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(think));
    }
  }

  /** One task and its result. */
  @Benchmark
  public Integer roundTrip() throws InterruptedException, ExecutionException {
    return executor.submit(TASK).get();
  }
}
