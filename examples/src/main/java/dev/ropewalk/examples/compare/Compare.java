package dev.ropewalk.examples.compare;

import dev.ropewalk.examples.compare.Measurement.Way;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Runs two jobs in three ways on Ropewalk and on CPython, shows how long each took, and what that advises. */
public final class Compare {

  private static final Job.Size SIZE = new Job.Size(8, 3_000_000, 100);
  private static final int WORKERS = 2;
  private static final String ROW = "%-10s %-28s %8s %9s%n";

  private final Job.Size size;
  private final CPython python;
  private final PrintStream out;
  private final Measurements measurements = new Measurements();

  Compare(Job.Size size, CPython python, PrintStream out) {
    this.size = size;
    this.python = python;
    this.out = out;
  }

  /** Compares on this machine. */
  public static void main(String[] args) throws Exception {
    new Compare(SIZE, CPython.onPath(), System.out).run();
  }

  void run() throws Exception {
    out.printf(
        "%d workers on %d processors, Java %s. Each run is made once; its time includes starting and ending the workers.%n%n",
        WORKERS, Runtime.getRuntime().availableProcessors(), Runtime.version());
    out.printf(ROW, "job", "subject", "seconds", "speed-up");
    runRopewalk();
    runPython();
    out.println();
    Advice.of(measurements).forEach(out::println);
  }

  private void runRopewalk() throws Exception {
    Job.cpuBound(size).piece().apply(0); // compiled before the first run, not during it
    RopewalkRuns runs = new RopewalkRuns(WORKERS);
    for (Job job : List.of(Job.cpuBound(size), Job.ioBound(size))) {
      for (Way way : Way.values()) {
        show(runs.run(job, way));
      }
    }
  }

  private void runPython() throws IOException, InterruptedException {
    String missing = python.run(size, WORKERS, this::show);
    if (!missing.isEmpty()) {
      out.printf(ROW, "", "CPython: " + missing, "-", "-");
    }
  }

  private void show(Measurement measurement) {
    measurements.add(measurement);
    double speedUp =
        measurements.speedUp(measurement.job(), measurement.platform(), measurement.way());
    out.printf(
        Locale.ROOT,
        ROW,
        measurement.job(),
        measurement.subject(),
        "%.2f".formatted(measurement.seconds()),
        "%.2f".formatted(speedUp));
  }
}
