package dev.ropewalk.benchmarks.locks;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.BenchGroup;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.Python;
import dev.ropewalk.benchmarks.Subject;
import java.util.List;

/** What it costs to lock. */
public final class LocksGroup implements BenchGroup {

  /** Made once, in the list of all groups. */
  public LocksGroup() {}

  @Override
  public String name() {
    return "locks";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    Python python = Python.find("python3");
    return List.of(
        uncontended("Mutex", "mutex", python.script(LocksGroup.class, "lock.py", "Lock")),
        uncontended(
            "ReentrantMutex",
            "reentrantMutex",
            python.script(LocksGroup.class, "lock.py", "RLock")));
  }

  /** A case of its own for each of our locks, since a case compares with one subject. */
  private static BenchCase uncontended(String ours, String method, Subject pythons) {
    return new BenchCase(
        "lock + unlock, " + ours + ", uncontended, 1 thread",
        List.of(Measure.main("ns/op", Better.LOWER), Measure.CPU),
        List.of(
            JmhSubject.ropewalk(UncontendedBenchmark.class, method),
            JmhSubject.jdk("ReentrantLock", UncontendedBenchmark.class, "reentrantLock"),
            JmhSubject.jdk("synchronized", UncontendedBenchmark.class, "monitor"),
            pythons));
  }
}
