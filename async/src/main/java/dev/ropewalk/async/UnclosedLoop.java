package dev.ropewalk.async;

import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.List;

/** Closes a loop whose runner was collected without having been closed, and says so. */
final class UnclosedLoop implements Runnable {
  /*
   * The cleaner's thread runs this, once nothing can reach the runner, without which nobody can run the loop. It must not
   * refer to the runner. A runner is kept reachable until it has returned from its last use of the loop (reachabilityFence),
   * which also makes what that did happen before this.
   *
   * A suspended coroutine's thread and all that it holds are beyond help: it can't be ended without running what it has left
   * to do, and there is no thread that may.
   */

  private static final System.Logger LOGGER = System.getLogger("dev.ropewalk.async");

  private final EventLoop loop;

  UnclosedLoop(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void run() {
    if (loop.isClosed()) {
      return;
    }
    try {
      report();
    } catch (Throwable nobodyLeftToTell) {
      // The logging system failed, or what a task waits for can't be printed. The loop is closed
      // all the same.
    }
    loop.close();
  }

  private void report() {
    LOGGER.log(
        Level.WARNING,
        "the runner of %s was dropped without being closed: use it in a try-with-resources statement"
            .formatted(loop));
    Iterator<String> waits = AwaitChains.of(loop).iterator();
    List<Task<?>> pending = loop.tasks().pending();
    for (Task<?> task : pending) {
      LOGGER.log(
          Level.ERROR,
          "a task has not ended, and never will, since %s was dropped: %s"
              .formatted(loop, waits.next()),
          task.createdAt());
    }
  }
}
