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

  /** A million threads take most of a minute: a quick run holds a fifth of them in a fifth of the heap. */
  private static final boolean QUICK = Boolean.getBoolean("quick");

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
                Python.find("python3").script(ThreadsGroup.class, "start_join.py"))),
        new BenchCase(
            "start + join, platform, ChildThread and Thread in turns in one process, 1 thread",
            List.of(Measure.main("us/op", Better.LOWER)),
            List.of(
                JmhSubject.ropewalk(StartJoinBenchmark.class, "inTurns")
                    .measuring(StartJoinBenchmark.Turns.OURS),
                JmhSubject.jdk("java.lang.Thread", StartJoinBenchmark.class, "inTurns")
                    .measuring(StartJoinBenchmark.Turns.JDKS))),
        new BenchCase(
            "start and join 10000 virtual threads, per thread",
            List.of(Measure.main("ns/op", Better.LOWER), Measure.CPU),
            List.of(
                JmhSubject.ropewalk(VirtualBatchBenchmark.class, "children"),
                JmhSubject.jdk(
                    "Thread.startVirtualThread", VirtualBatchBenchmark.class, "jdkThreads"))),
        new BenchCase(
            QUICK
                ? "start, hold and join 200000 virtual threads in a heap of 410 MiB"
                : "start, hold and join a million virtual threads in a heap of 2 GiB",
            List.of(
                Measure.main("s/op", Better.LOWER),
                new Measure("heap per thread", "B", Better.LOWER)),
            List.of(
                inASmallHeap(JmhSubject.ropewalk(MillionBenchmark.class, "children")),
                inASmallHeap(
                    JmhSubject.jdk(
                        "Thread.startVirtualThread", MillionBenchmark.class, "jdkThreads")))),
        new BenchCase(
            "read a context variable, 8 set",
            List.of(Measure.main("ns/op", Better.LOWER)),
            List.of(
                JmhSubject.ropewalk(ContextReadBenchmark.class, "contextVar"),
                JmhSubject.jdk("ThreadLocal", ContextReadBenchmark.class, "threadLocal"),
                JmhSubject.jdk(
                    "ScopedValue (read in a loop)", ContextReadBenchmark.class, "scopedValue"),
                Python.find("python3").script(ThreadsGroup.class, "context_read.py"))),
        new BenchCase(
            "enter a context and read a variable there, 8 set",
            List.of(Measure.main("ns/op", Better.LOWER)),
            List.of(
                JmhSubject.ropewalk(ContextReadBenchmark.class, "contextRun"),
                JmhSubject.jdk("ScopedValue", ContextReadBenchmark.class, "scopedValueRun"),
                Python.find("python3").script(ThreadsGroup.class, "context_run.py"))));
  }

  /** The case's name says it; the same for both. */
  private static JmhSubject inASmallHeap(JmhSubject subject) {
    return subject.with(
        options ->
            options
                .param("threads", QUICK ? "200000" : "1000000")
                .jvmArgs(QUICK ? "-Xmx410m" : "-Xmx2g")
                .warmupIterations(0)
                .measurementIterations(1));
  }
}
