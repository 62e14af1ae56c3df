package dev.ropewalk.multiprocess.pool;

/**
 * Who a process is in its tree.
 *
 * @param name given by its parent; {@code MainProcess} in the first of a tree, as in Python
 * @param daemon whether it may have no children
 * @param parent the process id of its parent, or {@link #NO_PARENT}
 * @param parentName empty without a parent
 */
public record Identity(String name, boolean daemon, long parent, String parentName) {

  /** Stands for the parent of the first process of a tree. */
  public static final long NO_PARENT = 0;

  private static volatile Identity ofThisProcess =
      new Identity("MainProcess", false, NO_PARENT, "");

  /** That of this process. */
  public static Identity ofThisProcess() {
    return ofThisProcess;
  }

  /** Makes this the one of this process; called once, first thing in a child. */
  void assume() {
    ofThisProcess = this;
  }

  /** Whether the parent still runs. If it has died, another process takes its place as this one's parent. */
  public boolean parentIsAlive() {
    return ProcessHandle.current().parent().map(handle -> handle.pid() == parent).orElse(false);
  }
}
