package dev.ropewalk.benchmarks.executors;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.BenchGroup;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.Python;
import dev.ropewalk.benchmarks.Subject;
import java.util.ArrayList;
import java.util.List;

/** What it costs to hand work to a pool. */
public final class ExecutorsGroup implements BenchGroup {

  private static final String FIXED = "newFixedThreadPool";
  private static final String FORK_JOIN = "ForkJoinPool";
  private static final String VIRTUAL = "newVirtualThreadPerTaskExecutor";
  private static final String GUAVA = "listeningDecorator";

  private static final int MANY = 4;

  private static final List<Measure> THROUGHPUT =
      List.of(Measure.main("ops/s", Better.HIGHER), Measure.CPU);
  private static final List<Measure> LATENCY =
      List.of(
          Measure.main("us/op", Better.LOWER),
          new Measure("p50", "us/op", Better.LOWER),
          new Measure("p99", "us/op", Better.LOWER),
          Measure.CPU);

  /** Made once, in the list of all groups. */
  public ExecutorsGroup() {}

  @Override
  public String name() {
    return "executors";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    List<Python> pythons = List.of(Python.find("python3"), Python.find("python3.13"));
    List<BenchCase> cases = new ArrayList<>();
    cases.add(
        new BenchCase(
            "tiny tasks, 1 submitter, 2 workers",
            THROUGHPUT,
            tiny(1, List.of(FIXED, FORK_JOIN, VIRTUAL, GUAVA), pythons)));
    cases.add(
        new BenchCase(
            "tiny tasks, 4 submitters, 2 workers (more than small machines have cores)",
            THROUGHPUT,
            tiny(MANY, List.of(FIXED, FORK_JOIN), List.of())));
    cases.add(
        new BenchCase(
            "submit + get, no pause, 1 submitter, 1 worker",
            LATENCY,
            roundTrip(0, List.of(FIXED, FORK_JOIN, VIRTUAL), pythons)));
    cases.add(pausing("50 us", 50));
    cases.add(pausing("1 ms", 1_000));
    cases.add(pausing("10 ms", 10_000));
    cases.add(
        new BenchCase(
            "map of 1000000 items in chunks of 10000, 1 reader, 2 workers",
            List.of(Measure.main("ms/op", Better.LOWER), Measure.CPU),
            List.of(
                JmhSubject.ropewalk(MapBenchmark.class, "map"),
                JmhSubject.jdk("parallel stream", MapBenchmark.class, "parallelStream"))));
    return cases;
  }

  private static BenchCase pausing(String pause, int microseconds) {
    return new BenchCase(
        "submit + get, a pause of " + pause + ", 1 submitter, 1 worker",
        LATENCY,
        roundTrip(microseconds, List.of(FIXED), List.of()));
  }

  private static List<Subject> tiny(int submitters, List<String> peers, List<Python> pythons) {
    List<Subject> subjects = new ArrayList<>();
    subjects.add(
        JmhSubject.ropewalk(TinyTasksBenchmark.class, "submitAllThenCollect")
            .with(options -> options.threads(submitters)));
    for (String peer : peers) {
      subjects.add(
          peer(peer, TinyTasksBenchmark.class, "submitAllThenCollect")
              .with(options -> options.param("pool", peer).threads(submitters)));
    }
    pythons.forEach(python -> subjects.add(python.script(ExecutorsGroup.class, "tiny_tasks.py")));
    return subjects;
  }

  private static List<Subject> roundTrip(int think, List<String> peers, List<Python> pythons) {
    String microseconds = String.valueOf(think);
    List<Subject> subjects = new ArrayList<>();
    subjects.add(
        JmhSubject.ropewalk(RoundTripBenchmark.class, "roundTrip")
            .with(options -> options.param("think", microseconds)));
    for (String peer : peers) {
      subjects.add(
          peer(peer, RoundTripBenchmark.class, "roundTrip")
              .with(options -> options.param("pool", peer).param("think", microseconds)));
    }
    pythons.forEach(python -> subjects.add(python.script(ExecutorsGroup.class, "round_trip.py")));
    return subjects;
  }

  private static JmhSubject peer(String name, Class<?> benchmarks, String method) {
    return name.equals(GUAVA)
        ? JmhSubject.of("Guava 33.8.0 listeningDecorator", benchmarks, method)
        : JmhSubject.jdk(name, benchmarks, method);
  }
}
