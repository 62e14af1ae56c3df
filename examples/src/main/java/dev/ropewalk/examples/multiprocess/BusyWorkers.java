package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolReport;
import dev.ropewalk.multiprocess.WorkerReport;
import java.util.List;

/** What the workers of a pool have done. */
public final class BusyWorkers {

  private BusyWorkers() {}

  // snippet-start
  public static void main(String[] args) {
    try (ProcessPool pool = new ProcessPool(2)) {
      int sum = pool.map(n -> n * n, List.of(1, 2, 3, 4)).stream().mapToInt(n -> n).sum();
      ProcessPoolReport report = pool.report();
      long tasks = report.workers().stream().mapToLong(WorkerReport::tasks).sum();
      System.out.println(tasks + " tasks of " + report.workers().size() + " workers: " + sum);
    }
  }
  // snippet-end
  // prints: 4 tasks of 2 workers: 30
}
