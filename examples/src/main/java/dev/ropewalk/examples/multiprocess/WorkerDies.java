package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.WorkerDiedException;
import java.util.concurrent.ExecutionException;

/** A worker that dies takes its task with it, and nothing else. */
public final class WorkerDies {

  private WorkerDies() {}

  // snippet-start
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    try (ProcessPool pool = new ProcessPool(2)) {
      TaskFuture<?> crash = pool.submit(() -> Runtime.getRuntime().halt(3));
      TaskFuture<Integer> answer = pool.submit(() -> 6 * 7);
      System.out.println(answer.get());
      try {
        crash.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof WorkerDiedException death) {
          System.out.println("its worker ended with exit code " + death.exitCode());
        }
      }
      System.out.println(pool.submit(() -> "the pool goes on").get());
    }
  }
  // snippet-end
  // prints: 42
  // prints: its worker ended with exit code 3
  // prints: the pool goes on
}
