package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import java.util.List;
import java.util.Set;

/** A new process for each task, and nobody waits for its start. */
public final class ReadyProcesses {

  private ReadyProcesses() {}

  // snippet-start
  public static void main(String[] args) {
    ProcessPoolOptions options =
        ProcessPoolOptions.defaults().withMaxWorkers(1).withMaxTasksPerWorker(1).withStandby(1);
    try (ProcessPool pool = new ProcessPool(options)) {
      List<Long> pids = pool.map(_ -> ProcessHandle.current().pid(), List.of(1, 2, 3)).toList();
      System.out.println(Set.copyOf(pids).size() + " processes for 3 tasks");
    }
  }
  // snippet-end
  // prints: 3 processes for 3 tasks
}
