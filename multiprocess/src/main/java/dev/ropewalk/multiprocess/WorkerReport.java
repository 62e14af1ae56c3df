package dev.ropewalk.multiprocess;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a worker of a {@link ProcessPool} has done since it was made. The times of {@code starting}, {@code busy} and {@code idle} add up to its
 * age. Python's pools tell nothing of the kind.
 *
 * @param name that of its thread here, and of the processes that it starts itself
 * @param pid the process that it has at present
 * @param activity what it does at present
 * @param task what it does it for, or starts a process for
 * @param processes how many it has had, the present one included
 * @param tasks how many of its tasks have ended with an outcome; a chunk of a map is one
 * @param starting how long it had no process that was ready: the start of a JVM and the initializer
 * @param busy how long its process had a task, or a result was read or callbacks ran here and it had none meanwhile
 * @param idle how long there was nothing to do
 * @param serializing how much of the busy time went into reading tasks and writing results, in its process, and reading results
 *     here; the last may go on while its process has the next task. Up to a millisecond of that is not known yet
 */
public record WorkerReport(
    String name,
    OptionalLong pid,
    Activity activity,
    Optional<String> task,
    long processes,
    long tasks,
    Duration starting,
    Duration busy,
    Duration idle,
    Duration serializing) {

  /** What a worker is at. */
  public enum Activity {
    /** It waits for its process to be ready. */
    STARTING,

    /** Its process has a task, or the end of one is seen to here. */
    BUSY,

    /** It waits for a task. */
    IDLE
  }

  /** A line. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s%s, process %s, %d tasks; starting %s, busy %s, idle %s, serializing %s",
        name,
        activity.name().toLowerCase(Locale.ROOT),
        task.map(name -> " (" + name + ")").orElse(""),
        pid.isPresent() ? pid.getAsLong() : "none",
        tasks,
        seconds(starting),
        seconds(busy),
        seconds(idle),
        seconds(serializing));
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9);
  }
}
