package dev.ropewalk.threads;

import org.jspecify.annotations.Nullable;

/** Finds the thread that runs the program's main method. */
final class MainThread {

  private MainThread() {}

  /** Null if it has ended, or if native code made this JVM and runs no main method. */
  static @Nullable Thread find() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] all = new Thread[root.activeCount() * 2 + 8];
    int count = root.enumerate(all);
    // Whatever it is called by now: the JVM makes it before any other thread, its own service
    // threads included.
    Thread oldest = all[0];
    for (int i = 1; i < count; i++) {
      if (all[i].threadId() < oldest.threadId()) {
        oldest = all[i];
      }
    }
    ThreadGroup group = oldest.getThreadGroup();
    return group != null && group.getName().equals("main") && root.equals(group.getParent())
        ? oldest
        : null;
  }
}
