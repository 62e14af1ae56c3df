package dev.ropewalk.benchmarks.ipc;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.BenchGroup;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.Python;
import dev.ropewalk.benchmarks.PythonSubject;
import dev.ropewalk.benchmarks.Subject;
import java.util.ArrayList;
import java.util.List;

/** What it costs to start a process, and to share memory. */
public final class IpcGroup implements BenchGroup {

  /** Made once, in the list of all groups. */
  public IpcGroup() {}

  @Override
  public String name() {
    return "ipc";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    Python python = Python.find("python3");
    return List.of(
        elements(
            "volatile read of an element",
            "Get",
            JmhSubject.jdk("off-heap MemorySegment in a class", ElementBenchmark.class, "heldGet")),
        elements("volatile write of an element", "Set"),
        elements("plain read of an element", "GetPlain"),
        new BenchCase(
            "make, close and unlink a segment of 4 KiB, 1 thread",
            List.of(Measure.main("us/op", Better.LOWER), Measure.CPU),
            List.of(
                JmhSubject.ropewalk(SegmentBenchmark.class, "makeCloseUnlink"),
                python.script(IpcGroup.class, "segment.py"))),
        messages(python, "2 JVMs or 2 CPythons", "toJvm", 64, 0),
        messages(python, "2 JVMs or 2 CPythons", "toJvm", 64, 1000),
        messages(python, "to a CPython", "toPython", 64, 0),
        messages(python, "to a CPython", "toPython", 1_000_000, 0),
        new BenchCase(
            "start of a process until its first message over a pipe, one at a time",
            List.of(Measure.main("ms/op", Better.LOWER)),
            List.of(JmhSubject.ropewalk(StartBenchmark.class, "firstMessage"), spawn(python))));
  }

  private static BenchCase messages(
      Python python, String who, String method, int bytes, int thinkMicros) {
    return new BenchCase(
        "round trip of %d bytes over a Unix-domain socket, %s, think time %d us"
            .formatted(bytes, who, thinkMicros),
        List.of(
            Measure.main("us/op", Better.LOWER),
            new Measure("p50", "us/op", Better.LOWER),
            new Measure("p99", "us/op", Better.LOWER),
            new Measure(MessageBenchmark.CPU_OF_BOTH, "us/op", Better.LOWER)),
        List.of(
            JmhSubject.ropewalk(MessageBenchmark.class, method)
                .with(
                    options ->
                        options
                            .param("bytes", String.valueOf(bytes))
                            .param("thinkMicros", String.valueOf(thinkMicros))),
            python.script(
                IpcGroup.class,
                "messages.py",
                String.valueOf(bytes),
                String.valueOf(thinkMicros))));
  }

  /** By the start method that is ours too; Python's fork copies a running process instead. */
  private static PythonSubject spawn(Python python) {
    return python.script(IpcGroup.class, "start.py");
  }

  private static BenchCase elements(String what, String operation, Subject... others) {
    List<Subject> subjects = new ArrayList<>();
    subjects.add(JmhSubject.ropewalk(ElementBenchmark.class, "shared" + operation));
    subjects.add(
        JmhSubject.jdk("off-heap MemorySegment", ElementBenchmark.class, "offHeap" + operation));
    subjects.addAll(List.of(others));
    return new BenchCase(
        what + ", SharedArray.OfLong, 1 thread",
        List.of(Measure.main("ns/op", Better.LOWER), Measure.CPU),
        subjects);
  }
}
