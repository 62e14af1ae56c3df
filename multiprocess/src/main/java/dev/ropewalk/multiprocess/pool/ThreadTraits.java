package dev.ropewalk.multiprocess.pool;

import java.lang.Thread.UncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * What anybody may change of a thread.
 *
 * @param thread which
 * @param name its name
 * @param priority its priority
 * @param loader its context class loader
 * @param handler its own uncaught exception handler, or its group
 */
record ThreadTraits(
    Thread thread,
    String name,
    int priority,
    @Nullable ClassLoader loader,
    UncaughtExceptionHandler handler) {

  /** As they are now. */
  static ThreadTraits ofThisThread() {
    Thread thread = Thread.currentThread();
    return new ThreadTraits(
        thread,
        thread.getName(),
        thread.getPriority(),
        thread.getContextClassLoader(),
        thread.getUncaughtExceptionHandler());
  }

  /** Makes them what they were. */
  @SuppressWarnings("ThreadPriorityCheck") // it is taken back
  void restore() {
    if (thread.getPriority() != priority) {
      thread.setPriority(priority); // a call of the operating system
    }
    if (!thread.getName().equals(name)) {
      thread.setName(name); // likewise
    }
    thread.setContextClassLoader(loader);
    thread.setUncaughtExceptionHandler(handler);
  }
}
