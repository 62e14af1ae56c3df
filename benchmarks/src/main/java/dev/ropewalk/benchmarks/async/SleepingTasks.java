package dev.ropewalk.benchmarks.async;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets many tasks sleep and then cancels them; prints what a sleeping task takes of the process's resident memory and of the heap after a
 * collection, and the time that it takes to cancel and await one. Argument: how many.
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
    long residentBefore = resident();
    long heapBefore = heap();
    for (int i = 0; i < count; i++) {
      tasks.add(Async.createTask(() -> Async.sleep(HOUR)));
    }
    Async.sleep(Duration.ZERO);
    long resident = resident(); // before the collection that the next line is
    long heap = heap();
    long start = System.nanoTime();
    tasks.forEach(Task::cancel);
    for (Task<?> task : tasks) {
      try {
        task.await();
      } catch (CancelledError expected) {
        // that is what was asked for
      }
    }
    double micros = (System.nanoTime() - start) / 1e3;
    System.out.printf("%.1f B%n", (double) (resident - residentBefore) / count);
    System.out.printf("heap %.1f B%n", (double) (heap - heapBefore) / count);
    System.out.printf("cancel %.3f us/op%n", micros / count);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("this system does not tell what memory a process holds");
  }
}
