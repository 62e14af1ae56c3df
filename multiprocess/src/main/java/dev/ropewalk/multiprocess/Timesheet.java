package dev.ropewalk.multiprocess;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.multiprocess.WorkerReport.Activity;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a worker does with its time. Written by the worker's thread, read by any. */
final class Timesheet {

  @GuardedBy("this")
  private long starting;

  @GuardedBy("this")
  private long busy;

  @GuardedBy("this")
  private long idle;

  @GuardedBy("this")
  private Activity present = Activity.STARTING;

  @GuardedBy("this")
  private long since = System.nanoTime();

  @GuardedBy("this")
  private long processes;

  @GuardedBy("this")
  private long tasks;

  /** Here, and in all processes before the present one. */
  @GuardedBy("this")
  private long serializing;

  /** As the present process last told it. */
  @GuardedBy("this")
  private long serializingThere;

  /** Goes over to something else, or goes on. */
  synchronized void begin(Activity next) {
    if (next != present) {
      count();
      present = next;
    }
  }

  /** Counts the present activity up to now. */
  @GuardedBy("this")
  private void count() {
    long now = System.nanoTime();
    long nanos = now - since;
    since = now;
    switch (present) {
      case STARTING -> starting += nanos;
      case BUSY -> busy += nanos;
      case IDLE -> idle += nanos;
    }
  }

  /** It has another process. */
  synchronized void countProcess() {
    processes++;
    serializing += serializingThere;
    serializingThere = 0;
  }

  /**
   * A task has come to an outcome.
   *
   * @param there how long its process has read and written, for this task and those before
   */
  synchronized void countTask(long there) {
    tasks++;
    serializingThere = there;
  }

  /** So long it took here to read a result. */
  synchronized void countReading(long here) {
    serializing += here;
  }

  synchronized WorkerReport report(String name, OptionalLong pid, Optional<String> task) {
    count();
    return new WorkerReport(
        name,
        pid,
        present,
        task,
        processes,
        tasks,
        Duration.ofNanos(starting),
        Duration.ofNanos(busy),
        Duration.ofNanos(idle),
        Duration.ofNanos(serializing + serializingThere));
  }
}
