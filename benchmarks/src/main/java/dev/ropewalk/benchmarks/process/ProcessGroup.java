package dev.ropewalk.benchmarks.process;

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
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** What it costs to hand work to other processes. */
public final class ProcessGroup implements BenchGroup {

  private static final String POOL = "Pool";
  private static final String EXECUTOR = "ProcessPoolExecutor";
  private static final String SPAWN = "spawn";
  private static final String WITHOUT_CACHE = Subject.ROPEWALK + " without start cache";

  /** The parameter of {@link NewPoolBenchmark}. */
  private static final String START_CACHE = "startCache";

  private static final List<String> ALL_METHODS = List.of(SPAWN, "forkserver", "fork");

  private static final Measure CPU_OF_ALL = new Measure(TreeCpu.NAME, "us/op", Better.LOWER);
  private static final List<Measure> START = List.of(Measure.main("ms/op", Better.LOWER));
  private static final List<Measure> LATENCY =
      List.of(
          Measure.main("us/op", Better.LOWER),
          new Measure("p50", "us/op", Better.LOWER),
          new Measure("p99", "us/op", Better.LOWER),
          CPU_OF_ALL);
  private static final List<Measure> LARGE =
      List.of(Measure.main("ms/op", Better.LOWER), CPU_OF_ALL);
  private static final List<Measure> THROUGHPUT =
      List.of(Measure.main("ops/s", Better.HIGHER), CPU_OF_ALL);

  /** Made once, in the list of all groups. */
  public ProcessGroup() {}

  @Override
  public String name() {
    return "process";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    Python python = Python.find("python3");
    return List.of(
        start(python, "new pool until its first result, 1 worker", "firstResult", "first", 1),
        start(python, "new pool until all are ready, 4 workers", "fourReady", "ready", 4).asSlow(),
        new BenchCase(
                "first result of a process that stood by, or of the next of Python, 1 worker, each does 1 task, pause of 1 s",
                START,
                List.of(
                    JmhSubject.ropewalk(StandbyBenchmark.class, "firstResult")
                        .with(options -> options.warmupIterations(3).measurementIterations(6)),
                    fresh(python, POOL),
                    fresh(python, EXECUTOR)))
            .asSlow(),
        roundTrip(python, 0),
        roundTrip(python, 1000),
        new BenchCase(
                "map of 100000 tiny tasks at chunk size 1, 2 workers",
                THROUGHPUT,
                List.of(
                    map("mapOneByOne").with(ProcessGroup::few),
                    python(python, POOL, SPAWN, "map1", 2, 0),
                    python(python, EXECUTOR, SPAWN, "map1", 2, 0)
                        .of(EXECUTOR + " " + SPAWN + ", 10000 tasks")))
            .asSlow(),
        new BenchCase(
            "map of 100000 tiny tasks in the chunks of Pool.map, 2 workers",
            THROUGHPUT,
            List.of(map("mapInEvenChunks"), python(python, POOL, SPAWN, "map", 2, 0))),
        array(python, 64).asSlow(),
        new BenchCase(
                "byte[] of 1 GiB to a worker and back",
                LARGE,
                List.of(
                    large("array", 1024).with(ProcessGroup::few),
                    sameCopies(1024).with(ProcessGroup::few)))
            .asSlow(),
        memory(python, 1),
        memory(python, 1024).asSlow(),
        new BenchCase(
                "work for 2 processors in 2 processes, their start included",
                START,
                List.of(
                    withCache(Subject.ROPEWALK, "poolOfTwo").with(ProcessGroup::once),
                    withoutCache(
                            JmhSubject.jdk(
                                "2 JVMs started by hand, SerialGC",
                                NewPoolBenchmark.class,
                                "bareJvms"))
                        .with(ProcessGroup::once)))
            .asSlow());
  }

  /** Takes seconds: more than one in a run would tell nothing new. */
  private static ChainedOptionsBuilder once(ChainedOptionsBuilder options) {
    return options.warmupIterations(0).measurementIterations(1);
  }

  /** An operation takes so long that it fills a short iteration, and what is compiled is in processes that it starts. */
  private static ChainedOptionsBuilder few(ChainedOptionsBuilder options) {
    return options.warmupIterations(2).measurementIterations(2);
  }

  /** With the start cache, if this runs from jars: there is none for folders of classes, from which tests run. */
  private static JmhSubject withCache(String name, String method) {
    String fromJars = String.valueOf(System.getProperty("jar") != null);
    return JmhSubject.of(name, NewPoolBenchmark.class, method)
        .with(options -> options.param(START_CACHE, fromJars));
  }

  private static JmhSubject withoutCache(JmhSubject subject) {
    return subject.with(options -> options.param(START_CACHE, "false"));
  }

  private static BenchCase start(
      Python python, String name, String method, String what, int workers) {
    List<Subject> subjects = new ArrayList<>();
    subjects.add(withCache(Subject.ROPEWALK, method).with(ProcessGroup::few));
    subjects.add(
        withoutCache(JmhSubject.of(WITHOUT_CACHE, NewPoolBenchmark.class, method))
            .with(ProcessGroup::few));
    for (String kind : List.of(POOL, EXECUTOR)) {
      for (String start : ALL_METHODS) {
        subjects.add(python(python, kind, start, what, workers, 0));
      }
    }
    return new BenchCase(name, START, subjects);
  }

  private static PythonSubject fresh(Python python, String kind) {
    return python(python, kind, SPAWN, "fresh", 1, (int) StandbyBenchmark.PAUSE_MICROS);
  }

  private static BenchCase roundTrip(Python python, int think) {
    return new BenchCase(
        "submit + get, think time " + think + " us, 1 submitter, 1 worker",
        LATENCY,
        List.of(
            JmhSubject.ropewalk(WarmPoolBenchmark.class, "roundTrip")
                .with(options -> options.param("think", String.valueOf(think))),
            python(python, POOL, SPAWN, "trip", 1, think),
            python(python, EXECUTOR, SPAWN, "trip", 1, think)));
  }

  private static BenchCase array(Python python, int mebibytes) {
    return new BenchCase(
        "byte[] of " + mebibytes + " MiB to a worker and back",
        LARGE,
        List.of(
            large("array", mebibytes),
            sameCopies(mebibytes),
            python(python, POOL, SPAWN, "array", 1, mebibytes),
            python(python, EXECUTOR, SPAWN, "array", 1, mebibytes)));
  }

  private static BenchCase memory(Python python, int mebibytes) {
    return new BenchCase(
        "SharedMemory of " + mebibytes + " MiB to a worker, which writes a byte, and back",
        LARGE,
        List.of(
            large("memory", mebibytes),
            python(python, POOL, SPAWN, "memory", 1, mebibytes),
            python(python, EXECUTOR, SPAWN, "memory", 1, mebibytes)));
  }

  private static JmhSubject large(String method, int mebibytes) {
    return JmhSubject.ropewalk(LargeBenchmark.class, method)
        .with(options -> options.param("mebibytes", String.valueOf(mebibytes)));
  }

  private static JmhSubject sameCopies(int mebibytes) {
    return JmhSubject.jdk("the same copies in one JVM", LargeBenchmark.class, "sameCopies")
        .with(options -> options.param("mebibytes", String.valueOf(mebibytes)));
  }

  private static JmhSubject map(String method) {
    return JmhSubject.ropewalk(WarmPoolBenchmark.class, method)
        .with(options -> options.param("workers", "2"));
  }

  private static PythonSubject python(
      Python python, String kind, String start, String what, int workers, int number) {
    return python
        .script(
            ProcessGroup.class,
            "pools.py",
            kind,
            start,
            what,
            String.valueOf(workers),
            String.valueOf(number))
        .of(kind + " " + start);
  }
}
