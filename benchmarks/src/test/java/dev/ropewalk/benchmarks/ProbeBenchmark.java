package dev.ropewalk.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Benchmarks that tell the tests what their fork looks like. */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ProbeBenchmark {

  @Param("0.5")
  public double fairness;

  @TearDown(Level.Iteration)
  public void report(BenchmarkParams params) {
    ForkFigures.report("fairness", fairness, "min/max");
    ForkFigures.report("threads", params.getThreads(), "threads");
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    long surefires = flags.stream().filter(flag -> flag.matches("-ea|-Xmx.*")).count();
    ForkFigures.report("flags", (double) surefires, "flags");
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public double average() {
    return fairness;
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public double sampled() {
    return fairness;
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public void broken() {
    throw new IllegalStateException("the rope is frayed");
  }
}
