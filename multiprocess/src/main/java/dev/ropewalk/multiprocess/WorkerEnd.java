package dev.ropewalk.multiprocess;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is known of the end of a worker's process.
 *
 * @param pid the id that it had
 * @param exitCode its exit status, or the negative number of the signal that killed it
 * @param crashReport what its JVM wrote when it crashed
 * @param lastErrors the last lines of its error output
 * @param lastLogs the last records that it logged
 * @param memoryKill whether the system has killed some process for its memory since this one was started
 */
record WorkerEnd(
    long pid,
    int exitCode,
    Optional<Path> crashReport,
    List<String> lastErrors,
    List<String> lastLogs,
    boolean memoryKill) {

  private static final int KILL = -9;

  /**
   * What the JVM says when it ends itself for want of memory (as {@code ExitOnOutOfMemoryError} and {@code
   * CrashOnOutOfMemoryError} have it), and this library. Not just any line that has the error in it: a program prints it of errors
   * that it got over, and not every such error is about the heap.
   */
  private static final Pattern HEAP_EXHAUSTED =
      Pattern.compile(
          "(Terminating due to |Aborting due to |This process ends, since its heap ).*"
              + "OutOfMemoryError: (Java heap space|GC overhead limit exceeded).*");

  /** Whether it ended because its heap was too small. */
  boolean heapExhausted() {
    return lastErrors.stream().anyMatch(line -> HEAP_EXHAUSTED.matcher(line).matches());
  }

  /** Whether the system may have killed it for its memory: nobody says which process it was. */
  boolean killedForMemory() {
    return exitCode == KILL && memoryKill;
  }

  /** How it ended, as part of a sentence. */
  String how() {
    return "worker process "
        + pid
        + (exitCode < 0
            ? " was killed by signal " + -exitCode
            : " ended with exit status " + exitCode);
  }

  /** What speaks for one cause or another, as the end of a sentence. */
  String evidence() {
    StringBuilder text = new StringBuilder();
    if (heapExhausted()) {
      text.append(
          "; its heap was exhausted: give it more with ProcessOptions.Builder.setHeapLimit");
    }
    if (killedForMemory()) {
      text.append("; the system killed a process because memory ran out, probably this one");
    }
    crashReport.ifPresent(report -> text.append("; its JVM crashed: ").append(report));
    if (!lastErrors.isEmpty()) {
      text.append("; its last error output:\n  ").append(String.join("\n  ", lastErrors));
    }
    if (!lastLogs.isEmpty()) {
      text.append("; its last log records:\n  ").append(String.join("\n  ", lastLogs));
    }
    return text.toString();
  }
}
