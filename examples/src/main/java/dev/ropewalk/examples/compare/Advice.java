package dev.ropewalk.examples.compare;

import dev.ropewalk.examples.compare.Measurement.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What measurements advise. */
final class Advice {

  /** A smaller factor is no difference: each run is made once, on a machine that may do other things. */
  private static final double CLEARLY = 1.15;

  private Advice() {}

  /** A sentence for each job. */
  static List<String> of(Measurements measurements) {
    List<String> sentences = new ArrayList<>();
    for (String job : measurements.jobs()) {
      sentences.add(
          measurements.platforms(job).stream()
              .map(platform -> clause(measurements, job, platform))
              .collect(Collectors.joining("; ", "For " + job + " work take ", ".")));
    }
    return sentences;
  }

  private static String clause(Measurements measurements, String job, String platform) {
    double threads = measurements.speedUp(job, platform, Way.THREADS);
    double processes = measurements.speedUp(job, platform, Way.PROCESSES);
    if (Math.max(threads, processes) < CLEARLY) {
      return String.format(
          Locale.ROOT,
          "sequential code on %s (threads are %.2f times as fast, processes %.2f times)",
          platform,
          threads,
          processes);
    }
    boolean preferProcesses = processes > threads * CLEARLY;
    return String.format(
        Locale.ROOT,
        "%s on %s (%.2f times as fast as sequential code, %s %.2f times)",
        preferProcesses ? Way.PROCESSES : Way.THREADS,
        platform,
        preferProcesses ? processes : threads,
        preferProcesses ? Way.THREADS : Way.PROCESSES,
        preferProcesses ? threads : processes);
  }
}
