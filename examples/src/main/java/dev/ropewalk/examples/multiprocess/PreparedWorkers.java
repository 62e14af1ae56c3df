package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.multiprocess.ProcessOptions;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Workers that are prepared, have a small heap, and are replaced after two tasks. */
public final class PreparedWorkers {

  private PreparedWorkers() {}

  // snippet-start
  private static String rope = "none";

  static void prepare() {
    rope = "hemp";
  }

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    ProcessPoolOptions options =
        ProcessPoolOptions.defaults()
            .withMaxWorkers(1)
            .withInitializer(PreparedWorkers::prepare)
            .withMaxTasksPerWorker(2)
            .withWorkers(ProcessOptions.builder().setHeapLimit(64 << 20).build());
    try (ProcessPool pool = new ProcessPool(options)) {
      List<Long> workers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        workers.add(pool.submit(() -> ProcessHandle.current().pid()).get());
      }
      System.out.println(workers.get(0).equals(workers.get(1)) ? "the same" : "another");
      System.out.println(workers.get(1).equals(workers.get(2)) ? "the same" : "another");
      System.out.println(rope + " here, " + pool.submit(() -> rope).get() + " there");
    }
  }
  // snippet-end
  // prints: the same
  // prints: another
  // prints: none here, hemp there
}
