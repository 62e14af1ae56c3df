package dev.ropewalk.multiprocess;

import dev.ropewalk.multiprocess.pool.Identity;
import java.util.List;
import java.util.Optional;

/** The processes around this one: {@code current_process}, {@code parent_process}, {@code active_children}, {@code cpu_count}. */
public final class Processes {

  private Processes() {}

  /** This process. In one that Ropewalk did not start it is called {@code MainProcess}, as in Python. */
  public static CurrentProcess current() {
    Identity identity = Identity.ofThisProcess();
    return new CurrentProcess(identity.name(), ProcessHandle.current().pid(), identity.daemon());
  }

  /** The process that started this one through Ropewalk; empty in the first of a tree. */
  public static Optional<ParentProcess> parent() {
    Identity identity = Identity.ofThisProcess();
    return identity.parent() == Identity.NO_PARENT
        ? Optional.empty()
        : Optional.of(new ParentProcess(identity));
  }

  /**
   * The {@link ChildProcess}es that this process has started and that have not ended, in no particular order. Unlike in
   * Python the workers of a pool are not among them.
   */
  public static List<ChildProcess> activeChildren() {
    return List.copyOf(ChildProcess.ACTIVE);
  }

  /**
   * How many processors there are for this process: what its container or affinity leaves it, unlike Python's {@code
   * cpu_count}, which counts those of the machine.
   */
  public static int cpuCount() {
    return Runtime.getRuntime().availableProcessors();
  }
}
