package dev.ropewalk.benchmarks.locks;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.BenchGroup;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.Python;
import dev.ropewalk.benchmarks.Subject;
import java.util.ArrayList;
import java.util.List;

/** What it costs to lock: with nobody else there, in a crowd, and in memory. */
public final class LocksGroup implements BenchGroup {

  private static final Subject OUR_BYTES =
      JmhSubject.ropewalk(InstanceBytesBenchmark.class, "ropewalk");
  private static final Subject JDK_BYTES =
      JmhSubject.jdk("all", InstanceBytesBenchmark.class, "jdk");

  /** Made once, in the list of all groups. */
  public LocksGroup() {}

  @Override
  public String name() {
    return "locks";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    Python python = Python.find("python3");
    List<BenchCase> cases = new ArrayList<>(uncontended(python));
    cases.addAll(new ContendedCases(python).all());
    cases.addAll(instanceBytes());
    return cases;
  }

  /** A case of its own for each of our locks, since a case compares with one subject. */
  private static List<BenchCase> uncontended(Python python) {
    return List.of(
        uncontended(
            "lock + unlock, Mutex",
            ours("mutex"),
            jdk("ReentrantLock", "reentrantLock"),
            jdk("synchronized", "monitor"),
            jdk("two compare-and-sets and nothing else", "twoCompareAndSets"),
            python.script(LocksGroup.class, "lock.py", "Lock")),
        uncontended(
            "lock + unlock, ReentrantMutex",
            ours("reentrantMutex"),
            jdk("ReentrantLock", "reentrantLock"),
            jdk("synchronized", "monitor"),
            brief(JmhSubject.of(Guava.name("Monitor"), UncontendedBenchmark.class, "guavaMonitor")),
            python.script(LocksGroup.class, "lock.py", "RLock")),
        uncontended(
            "acquire + release, CountingSemaphore",
            ours("countingSemaphore"),
            jdk("Semaphore", "semaphore"),
            python.script(LocksGroup.class, "lock.py", "Semaphore")));
  }

  private static BenchCase uncontended(String what, Subject... subjects) {
    return new BenchCase(
        what + ", uncontended, 1 thread",
        List.of(Measure.main("ns/op", Better.LOWER), Measure.CPU),
        List.of(subjects));
  }

  private static Subject ours(String method) {
    return brief(JmhSubject.ropewalk(UncontendedBenchmark.class, method));
  }

  private static Subject jdk(String what, String method) {
    return brief(JmhSubject.jdk(what, UncontendedBenchmark.class, method));
  }

  /** What takes nanoseconds is compiled and steady soon; the time is for the crowds. */
  private static Subject brief(JmhSubject subject) {
    return subject.with(options -> options.warmupIterations(2).measurementIterations(3));
  }

  private static List<BenchCase> instanceBytes() {
    SharedRuns runs = new SharedRuns(List.of(OUR_BYTES, JDK_BYTES));
    return List.of(
        instanceBytes(runs, "Mutex", "ReentrantLock"),
        instanceBytes(runs, "ReentrantMutex", "ReentrantLock"),
        instanceBytes(runs, "CountingSemaphore", "Semaphore"),
        instanceBytes(runs, "Event", "CountDownLatch (can't be cleared)"),
        instanceBytes(runs, "ConditionVariable", "ReentrantLock and its Condition"));
  }

  private static BenchCase instanceBytes(SharedRuns runs, String ours, String peer) {
    String peerName = JmhSubject.jdk(peer, InstanceBytesBenchmark.class, "jdk").name();
    return new BenchCase(
        "bytes of one instance, " + ours,
        List.of(Measure.main("B", Better.LOWER)),
        List.of(runs.of(OUR_BYTES, ours), runs.of(peerName, JDK_BYTES, ours)));
  }
}
