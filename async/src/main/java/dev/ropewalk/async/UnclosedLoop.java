package dev.ropewalk.async;

import java.lang.System.Logger.Level;
import java.util.Iterator;

/** Closes a loop whose runner was collected without having been closed, and says so. */
final class UnclosedLoop implements Runnable {
  /*
   * The cleaner's thread runs this, once nothing can reach the runner, without which nobody can run the loop. It must not
   * refer to the runner. A runner is kept reachable until it has returned from its last use of the loop (reachabilityFence),
   * which also makes what that did happen before this.
   *
   * The thread of a coroutine that has not ended is parked, and the JVM holds on to it and all its stack refers to, so it has to
   * end. It can only do so by going on: the coroutine's finally blocks are user code, which may suspend, and may block. So the
   * loop runs once more, for its left-overs, as at any other close; on a thread of its own, since the cleaner's is there for
   * all. A daemon, because a coroutine may refuse to end.
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
    if (loop.tasks().pending().isEmpty()) {
      loop.close();
      return;
    }
    try {
      Thread.ofPlatform().daemon().name("ropewalk-unclosed-loop").start(this::endTasks);
    } catch (Throwable noThread) {
      loop.close(); // and its tasks stay where they are
    }
  }

  private void endTasks() {
    loop.dispatcher().takeOver();
    try {
      int _ = new LeftOvers(loop).endAndClose();
    } catch (Throwable failure) { // of the wait for channels, say
      LOGGER.log(
          Level.ERROR, "%s was dropped, and its tasks could not be ended".formatted(loop), failure);
    }
  }

  private void report() {
    LOGGER.log(
        Level.WARNING,
        "the runner of %s was dropped without being closed: use it in a try-with-resources statement"
            .formatted(loop));
    Iterator<String> waits = AwaitChains.of(loop).iterator();
    for (Task<?> task : loop.tasks().pending()) {
      LOGGER.log(
          Level.ERROR,
          "a task had not ended when %s was dropped, and is cancelled: %s"
              .formatted(loop, waits.next()),
          task.createdAt());
    }
  }
}
