package dev.ropewalk.multiprocess;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The worker process that ran a task ended before the task did: it was killed, crashed, ran out of memory, or the task
 * called {@link System#exit}. Only that task fails; the worker is replaced, and the pool goes on.
 *
 * <p>Python's {@code BrokenProcessPool} fails all tasks, and the pool is of no more use.
 */
public final class WorkerDiedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long pid;
  private final int exitCode;
  private final String task;
  private final @Nullable String crashReport;
  private final String[] lastErrors;
  private final boolean heapExhausted;
  private final boolean killedForMemory;

  WorkerDiedException(WorkerEnd end, String when, String task, @Nullable Throwable cause) {
    super(end.how() + " " + when + task + end.evidence(), cause);
    this.pid = end.pid();
    this.exitCode = end.exitCode();
    this.task = task;
    this.crashReport = end.crashReport().map(Path::toString).orElse(null);
    this.lastErrors = end.lastErrors().toArray(String[]::new);
    this.heapExhausted = end.heapExhausted();
    this.killedForMemory = end.killedForMemory();
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

  /** Whether the process ended because its heap had no more room, by what it said on its error output. */
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
