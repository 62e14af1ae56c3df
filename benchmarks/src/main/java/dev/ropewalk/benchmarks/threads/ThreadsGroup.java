package dev.ropewalk.benchmarks.threads;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.BenchGroup;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.Python;
import java.util.List;

/** What it costs to run something in a thread of its own. */
public final class ThreadsGroup implements BenchGroup {

  /** Made once, in the list of all groups. */
  public ThreadsGroup() {}

  @Override
  public String name() {
    return "threads";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    return List.of(
        new BenchCase(
            "start + join, platform, 1 thread",
            List.of(Measure.main("us/op", Better.LOWER), Measure.CPU),
            List.of(
                JmhSubject.ropewalk(StartJoinBenchmark.class, "childThread"),
                JmhSubject.jdk("java.lang.Thread", StartJoinBenchmark.class, "jdkThread"),
                Python.find("python3").script(ThreadsGroup.class, "start_join.py"))));
  }
}
