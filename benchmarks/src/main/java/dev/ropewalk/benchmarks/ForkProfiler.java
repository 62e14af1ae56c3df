package dev.ropewalk.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/** Lives in each JMH fork and adds {@link Measure#CPU} and the {@link ForkFigures} to the result of an iteration. */
public final class ForkProfiler implements InternalProfiler {

  private static final double NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long cpuAtStart;

  /** Made by JMH. */
  public ForkProfiler() {}

  @Override
  public String getDescription() {
    return "CPU time per operation and figures of the benchmark's own";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    cpuAtStart = system.getProcessCpuTime();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long cpu = system.getProcessCpuTime() - cpuAtStart;
    long operations = result.getMetadata().getAllOps();
    List<ScalarResult> results = new ArrayList<>();
    if (cpuAtStart >= 0 && operations > 0) { // negative where the system does not tell
      results.add(
          scalar(
              new Figure(
                  Measure.CPU.name(), cpu / NANOS_PER_MICRO / operations, Measure.CPU.unit())));
    }
    ForkFigures.take().forEach(figure -> results.add(scalar(figure)));
    return results;
  }

  private static ScalarResult scalar(Figure figure) {
    return new ScalarResult(figure.measure(), figure.value(), figure.unit(), AggregationPolicy.AVG);
  }
}
