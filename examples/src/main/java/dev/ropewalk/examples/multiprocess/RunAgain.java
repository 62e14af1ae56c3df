package dev.ropewalk.examples.multiprocess;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.ProcessPoolOptions;
import dev.ropewalk.multiprocess.WorkerDiedException;
import dev.ropewalk.multiprocess.shared.SharedValue;
import java.util.concurrent.ExecutionException;

/** A task whose worker dies is run again, but not for ever. */
public final class RunAgain {

  private RunAgain() {}

  // snippet-start
  static long diesTwice(SharedValue.OfLong attempts) {
    if (attempts.addAndGet(1) < 3) {
      Runtime.getRuntime().halt(3);
    }
    return attempts.get();
  }

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    ProcessPoolOptions options = ProcessPoolOptions.defaults().withMaxAttempts(3);
    try (SharedValue.OfLong attempts = SharedValue.ofLong(0);
        ProcessPool pool = new ProcessPool(options)) {
      System.out.println(pool.submit(() -> diesTwice(attempts)).get());
      TaskFuture<?> killer = pool.submit(() -> Runtime.getRuntime().halt(4));
      if (killer.exception() instanceof WorkerDiedException death) {
        System.out.println("given up after " + death.attempts() + " attempts");
      }
    }
  }
  // snippet-end
  // prints: 3
  // prints: given up after 3 attempts
}
