package dev.ropewalk.multiprocess;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The worker process that ran a task ended before the task did: it was killed, crashed, ran out of memory, or the task
 * called {@link System#exit}. Only that task fails; the worker is replaced, and the pool goes on. Where tasks are run again
 * ({@link ProcessPoolOptions#withMaxAttempts}) it is the last of several deaths; the earlier ones, first to last, are what it
 * suppressed.
 *
 * <p>Python's {@code BrokenProcessPool} fails all tasks, and the pool is of no more use: {@link DeathPolicy#BREAK_POOL}.
 */
public final class WorkerDiedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long pid;
  private final int exitCode;
  private final String task;
  private final @Nullable String crashReport;
  private final String[] lastErrors;
  private final String[] lastLogs;
  private final boolean heapExhausted;
  private final boolean killedForMemory;

  WorkerDiedException(WorkerEnd end, String when, String task, @Nullable Throwable cause) {
    super(end.how() + " " + when + task + end.evidence(), cause);
    this.pid = end.pid();
    this.exitCode = end.exitCode();
    this.task = task;
    this.crashReport = end.crashReport().map(Path::toString).orElse(null);
    this.lastErrors = end.lastErrors().toArray(String[]::new);
    this.lastLogs = end.lastLogs().toArray(String[]::new);
    this.heapExhausted = end.heapExhausted();
    this.killedForMemory = end.killedForMemory();
  }

  private WorkerDiedException(WorkerDiedException last, List<WorkerDiedException> earlier) {
    super(
        "not run again, since "
            + (earlier.size() + 1)
            + " workers have died under it; the last: "
            + last.getMessage(),
        last.getCause());
    this.pid = last.pid;
    this.exitCode = last.exitCode;
    this.task = last.task;
    this.crashReport = last.crashReport;
    this.lastErrors = last.lastErrors;
    this.lastLogs = last.lastLogs;
    this.heapExhausted = last.heapExhausted;
    this.killedForMemory = last.killedForMemory;
    earlier.forEach(this::addSuppressed);
  }

  /** This death, told as the last of several. */
  WorkerDiedException after(List<WorkerDiedException> earlier) {
    return earlier.isEmpty() ? this : new WorkerDiedException(this, earlier);
  }

  /** How many workers have died under the task, this one included. */
  public int attempts() {
    return getSuppressed().length + 1;
  }

  /** The id that the process had. */
  public long pid() {
    return pid;
  }

  /** How the process ended, as {@link ChildProcess#exitCode()} says it: an exit status, or a negative signal number. */
  public int exitCode() {
    return exitCode;
  }

  /** The task, as text. */
  public String task() {
    return task;
  }

  /** What the JVM of the process wrote when it crashed; empty if it did not crash. */
  public Optional<Path> crashReport() {
    return Optional.ofNullable(crashReport).map(Path::of);
  }

  /**
   * The last lines, at most twenty, that the process printed to its error output; none where {@link ProcessOptions} sends that
   * to a file.
   */
  public List<String> lastErrorLines() {
    return List.of(lastErrors);
  }

  /**
   * The last records, at most twenty, that the process logged with SLF4J: level, logger and message. None where {@link
   * ProcessOptions} does not have them logged by this process.
   */
  public List<String> lastLogRecords() {
    return List.of(lastLogs);
  }

  /**
   * Whether the process ended because its heap had no more room, by what this library or the JVM said on its error output: a JVM
   * says so if it was told to end then ({@code -XX:+ExitOnOutOfMemoryError}). An {@code OutOfMemoryError} that the program printed
   * is no evidence.
   */
  public boolean heapExhausted() {
    return heapExhausted;
  }

  /**
   * Whether the system has probably killed the process because the machine's memory ran out: it was killed by SIGKILL, and the
   * system's count of such kills rose while it lived. Known on Linux only.
   */
  public boolean killedForMemory() {
    return killedForMemory;
  }
}
