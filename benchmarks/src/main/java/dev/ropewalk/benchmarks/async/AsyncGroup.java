package dev.ropewalk.benchmarks.async;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.BenchGroup;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.ProgramSubject;
import dev.ropewalk.benchmarks.Python;
import dev.ropewalk.benchmarks.Subject;
import java.util.ArrayList;
import java.util.List;

/** What an event loop costs. */
public final class AsyncGroup implements BenchGroup {

  private static final String KOTLIN = "kotlinx.coroutines 1.10.2";

  /** A million take most of a minute with CPython. */
  private static final String SLEEPERS = Boolean.getBoolean("quick") ? "50000" : "1000000";

  /** Made once, in the list of all groups. */
  public AsyncGroup() {}

  @Override
  public String name() {
    return "async";
  }

  @Override
  public List<BenchCase> cases() throws InterruptedException {
    return List.of(
        loop("switch (sleep(0)), 2 tasks", "switches", Measure.main("ns/op", Better.LOWER)),
        tasks(),
        loop("timeout scope that is not needed", "timeouts", Measure.main("ns/op", Better.LOWER)),
        loop(
            "item through a queue with room for 10, 2 tasks",
            "queueItems",
            Measure.main("ns/op", Better.LOWER)),
        echo(1),
        echo(50),
        sleeping());
  }

  private static BenchCase tasks() throws InterruptedException {
    BenchCase loop =
        loop("create, start and finish a task", "tasks", Measure.main("ns/op", Better.LOWER));
    List<Subject> subjects = new ArrayList<>(loop.subjects());
    subjects.add(JmhSubject.jdk("virtual thread, joined,", LoopBenchmark.class, "threads"));
    return new BenchCase(loop.name(), loop.measures(), subjects);
  }

  private static BenchCase loop(String name, String method, Measure main)
      throws InterruptedException {
    return new BenchCase(
        name,
        List.of(main, Measure.CPU),
        List.of(
            JmhSubject.ropewalk(LoopBenchmark.class, method),
            JmhSubject.of(KOTLIN, KotlinBenchmark.class, method),
            Python.find("python3").script(AsyncGroup.class, "loop.py", method),
            Python.find("python3.13").script(AsyncGroup.class, "loop.py", method)));
  }

  /** Memory, so no JMH: each run is a process of its own. */
  private static BenchCase sleeping() throws InterruptedException {
    return new BenchCase(
        "resident memory of a sleeping task, " + SLEEPERS + " of them",
        List.of(Measure.main("B", Better.LOWER), new Measure("cancel", "us/op", Better.LOWER)),
        List.of(
            ProgramSubject.ropewalk(SleepingTasks.class, SLEEPERS),
            ProgramSubject.of(KOTLIN, KotlinSleepingTasks.class, SLEEPERS),
            Python.find("python3").script(AsyncGroup.class, "sleeping.py", SLEEPERS),
            Python.find("python3.13").script(AsyncGroup.class, "sleeping.py", SLEEPERS)));
  }

  private static BenchCase echo(int connections) throws InterruptedException {
    String argument = String.valueOf(connections);
    return new BenchCase(
        "echo of 64 bytes, both ends on one loop, connections " + connections,
        List.of(Measure.main("ops/s", Better.HIGHER), Measure.CPU),
        List.of(
            JmhSubject.ropewalk(EchoBenchmark.class, "echo")
                .with(options -> options.param("connections", argument)),
            Python.find("python3").script(AsyncGroup.class, "echo.py", argument),
            Python.find("python3.13").script(AsyncGroup.class, "echo.py", argument)));
  }
}
