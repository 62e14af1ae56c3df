package dev.ropewalk.benchmarks.process;

import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The first task of a process that stood by. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // by open(), which JMH calls first
public class StandbyBenchmark {

  /** Between two tasks, for the next process to become ready. */
  static final long PAUSE_MICROS = 1_000_000;

  private ProcessPool pool;

  /** Made by JMH. */
  public StandbyBenchmark() {}

  /** Each of its processes does one task. */
  @Setup
  public void open() {
    pool =
        new ProcessPool(
            ProcessPoolOptions.defaults()
                .withMaxWorkers(1)
                .withMaxTasksPerWorker(1)
                .withStandby(1));
  }

  /** Not part of the time. */
  @Setup(Level.Invocation)
  public void pause() {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PAUSE_MICROS));
    while (pool.standbyCount() == 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** One task and its result. */
  @Benchmark
  public Integer firstResult() throws InterruptedException, ExecutionException {
    return pool.submit(n -> n + 1, 1).get();
  }

  /** Ends the processes. */
  @TearDown
  public void close() {
    pool.close();
  }
}
