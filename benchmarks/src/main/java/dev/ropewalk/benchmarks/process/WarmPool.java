package dev.ropewalk.benchmarks.process;

import dev.ropewalk.benchmarks.ForkFigures;
import dev.ropewalk.multiprocess.ProcessOptions;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A pool whose processes have started, and what its work costs. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by open(), which JMH calls first
public class WarmPool {

  /** How many processes. */
  @Param("1")
  public int workers;

  /** Microseconds between operations; a system sleeps some 50 longer than it is asked to. */
  @Param("0")
  public int think;

  ProcessPool pool;

  /** Of this iteration. */
  long operations;

  private double cpuAtStart;

  /** Made by JMH. */
  public WarmPool() {}

  /** Starts the processes, without what makes a start cache and would then run beside them. */
  @Setup
  public void open() {
    ProcessOptions options = ProcessOptions.builder().setStartCache(false).build();
    pool =
        new ProcessPool(ProcessPoolOptions.defaults().withMaxWorkers(workers).withWorkers(options));
    List<Integer> _ = pool.map(n -> n, IntStream.range(0, workers).boxed().toList()).toList();
  }

  /** Begins to count. */
  @Setup(Level.Iteration)
  public void begin() {
    operations = 0;
    cpuAtStart = TreeCpu.micros();
  }

  /** Thinks; not part of the time. */
  @Setup(Level.Invocation)
  public void think() {
    if (think > 0) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(think));
    }
  }

  /** Tells what it cost. */
  @TearDown(Level.Iteration)
  public void end() {
    ForkFigures.report(TreeCpu.NAME, (TreeCpu.micros() - cpuAtStart) / operations, "us/op");
  }

  /** Ends the processes. */
  @TearDown
  public void close() {
    pool.close();
  }
}
