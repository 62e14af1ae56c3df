package dev.ropewalk.benchmarks.executors;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.BenchGroup;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.Python;
import java.util.List;

/** What it costs to hand work to a pool. */
public final class ExecutorsGroup implements BenchGroup {

  /** Made once, in the list of all groups. */
  public ExecutorsGroup() {}

  @Override
  public String name() {
    return "executors";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    Python python = Python.find("python3");
    return List.of(
        new BenchCase(
            "submit + get, 1 submitter, 1 worker",
            List.of(
                Measure.main("us/op", Better.LOWER),
                new Measure("p99.9", "us/op", Better.LOWER),
                Measure.CPU),
            List.of(
                JmhSubject.ropewalk(RoundTripBenchmark.class, "threadPool"),
                JmhSubject.jdk("newFixedThreadPool", RoundTripBenchmark.class, "fixedThreadPool"),
                python.script(ExecutorsGroup.class, "round_trip.py"))),
        new BenchCase(
            "tiny tasks, 1 submitter, 2 workers",
            List.of(Measure.main("ops/s", Better.HIGHER), Measure.CPU),
            List.of(
                JmhSubject.ropewalk(TinyTasksBenchmark.class, "threadPool"),
                JmhSubject.jdk("newFixedThreadPool", TinyTasksBenchmark.class, "fixedThreadPool"),
                python.script(ExecutorsGroup.class, "tiny_tasks.py"))));
  }
}
