package dev.ropewalk.benchmarks.locks;

import dev.ropewalk.benchmarks.BenchCase;
import dev.ropewalk.benchmarks.Better;
import dev.ropewalk.benchmarks.JmhSubject;
import dev.ropewalk.benchmarks.Measure;
import dev.ropewalk.benchmarks.Python;
import dev.ropewalk.benchmarks.PythonSubject;
import dev.ropewalk.benchmarks.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Each of our locks beside its peers in every {@link Contention}. All take their turns in the same rounds. */
final class ContendedCases {

  private static final List<Measure> MEASURES =
      List.of(
          Measure.main("ops/s", Better.HIGHER),
          new Measure("p99.9", "us/op", Better.LOWER),
          new Measure("fairness", "min/max", Better.HIGHER),
          Measure.CPU);

  private final Subject mutex = JmhSubject.ropewalk(ContendedBenchmark.class, "mutex");
  private final Subject reentrantMutex =
      JmhSubject.ropewalk(ContendedBenchmark.class, "reentrantMutex");
  private final Subject countingSemaphore =
      JmhSubject.ropewalk(ContendedBenchmark.class, "countingSemaphore");
  private final Subject reentrantLock =
      JmhSubject.jdk("ReentrantLock", ContendedBenchmark.class, "reentrantLock");
  private final Subject semaphore =
      JmhSubject.jdk("Semaphore", ContendedBenchmark.class, "semaphore");
  private final Subject monitor =
      JmhSubject.jdk("synchronized", ContendedBenchmark.class, "monitor");
  private final Subject guavaMonitor =
      JmhSubject.of(Guava.name("Monitor"), ContendedBenchmark.class, "guavaMonitor");
  private final Subject pythonLock;
  private final Subject pythonRLock;
  private final Subject pythonSemaphore;
  private final SharedRuns runs;

  ContendedCases(Python python) {
    pythonLock = script(python, "Lock");
    pythonRLock = script(python, "RLock");
    pythonSemaphore = script(python, "Semaphore");
    runs =
        new SharedRuns(
            List.of(
                mutex,
                reentrantMutex,
                countingSemaphore,
                reentrantLock,
                semaphore,
                monitor,
                guavaMonitor,
                pythonLock,
                pythonRLock,
                pythonSemaphore));
  }

  private static PythonSubject script(Python python, String lock) {
    Stream<String> contentions = Contention.ALL.stream().map(Contention::argument);
    return python.script(
        ContendedCases.class,
        "contended.py",
        Stream.concat(Stream.of(lock), contentions).toArray(String[]::new));
  }

  /** Lock by lock, from the smallest crowd to the largest. */
  List<BenchCase> all() {
    List<BenchCase> cases = new ArrayList<>();
    cases.addAll(
        cases(
            "lock + unlock, Mutex",
            mutex,
            reentrantLock,
            semaphore,
            monitor,
            guavaMonitor,
            pythonLock));
    cases.addAll(
        cases(
            "lock + unlock, ReentrantMutex",
            reentrantMutex,
            reentrantLock,
            monitor,
            guavaMonitor,
            pythonRLock));
    cases.addAll(
        cases(
            "acquire + release, CountingSemaphore of 1 permit",
            countingSemaphore,
            semaphore,
            pythonSemaphore));
    return cases;
  }

  private List<BenchCase> cases(String what, Subject... subjects) {
    return Contention.ALL.stream()
        .map(
            contention ->
                new BenchCase(
                    what + ", contended, " + contention.words(),
                    MEASURES,
                    Stream.of(subjects)
                        .map(subject -> runs.of(subject, contention.label()))
                        .toList()))
        .toList();
  }
}
