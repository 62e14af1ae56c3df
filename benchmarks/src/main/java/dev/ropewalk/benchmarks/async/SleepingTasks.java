package dev.ropewalk.benchmarks.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets many tasks sleep and then cancels them; prints what a sleeping task takes of the process's resident memory, and the time that it takes to cancel and await one. Argument: how many.
 */
public final class SleepingTasks {

  private static final Duration HOUR = Duration.ofHours(1);

  private SleepingTasks() {}

  /** Runs once. */
  public static void main(String[] args) throws InterruptedException {
    int count = Integer.parseInt(args[args.length - 1]);
    Async.run(() -> measure(count));
  }

  private static void measure(int count) throws IOException {
    List<Task<?>> tasks = new ArrayList<>(count);
    SleepFigures figures = new SleepFigures(count);
    for (int i = 0; i < count; i++) {
      tasks.add(Async.createTask(() -> Async.sleep(HOUR)));
    }
    Async.sleep(Duration.ZERO);
    figures.asleep();
    tasks.forEach(Task::cancel);
    for (Task<?> task : tasks) {
      try {
        task.await();
      } catch (CancelledError expected) {
        // that is what was asked for
      }
    }
    figures.ended();
  }
}
