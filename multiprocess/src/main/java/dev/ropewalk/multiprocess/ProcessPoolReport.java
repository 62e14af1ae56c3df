package dev.ropewalk.multiprocess;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a {@link ProcessPool} is doing, and what it took. Python's pools tell nothing of the kind.
 *
 * @param name of the pool
 * @param queued how many tasks no worker has taken
 * @param standby how many processes stand by
 * @param submitting how long the threads that submit have serialized tasks, all together
 * @param workers those that it has at present, oldest first
 */
public record ProcessPoolReport(
    String name, int queued, int standby, Duration submitting, List<WorkerReport> workers) {

  /** Keeps a copy. */
  public ProcessPoolReport {
    workers = List.copyOf(workers);
  }

  /** A line for the pool and one for each worker. */
  @Override
  public String toString() {
    return workers.stream()
        .map(WorkerReport::toString)
        .collect(
            Collectors.joining(
                "\n  ",
                String.format(
                    Locale.ROOT,
                    "%s: %d queued, %d standing by, tasks serialized in %s%s",
                    name,
                    queued,
                    standby,
                    WorkerReport.seconds(submitting),
                    workers.isEmpty() ? "" : "\n  "),
                ""));
  }
}
