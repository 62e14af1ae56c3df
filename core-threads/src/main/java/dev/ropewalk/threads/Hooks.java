package dev.ropewalk.threads;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** The exception hook in force, and the one that is there from the beginning. */
final class Hooks {
  /*
   * current: volatile, replaced under the lock of this class, so that each replaced hook is returned to one caller.
   */
  static final ExceptionHook ORIGINAL = Hooks::asTheJvmDoes;

  static volatile ExceptionHook current = ORIGINAL;

  private Hooks() {}

  static synchronized ExceptionHook replace(ExceptionHook hook) {
    ExceptionHook before = current;
    current = hook;
    return before;
  }

  /** Hands a failure to the hook; whatever becomes of that, this returns. */
  static void report(ChildThread<?> thread, Throwable failure) {
    ExceptionHook hook = current;
    try {
      hook.handle(new ThreadFailure(thread, failure));
    } catch (Throwable second) { // whatever a hook throws
      reportHook(thread, failure, second);
    }
  }

  private static void reportHook(ChildThread<?> thread, Throwable failure, Throwable second) {
    try {
      PrintStream errors = errors();
      if (errors != null) {
        errors.println("The exception hook failed in thread \"" + thread.getName() + "\":");
      }
      ORIGINAL.handle(new ThreadFailure(thread, second));
      ORIGINAL.handle(new ThreadFailure(thread, failure));
    } catch (Throwable _) {
      // An uncaught exception handler that fails is ignored, as the JVM ignores it.
    }
  }

  private static void asTheJvmDoes(ThreadFailure failure) {
    ChildThread<?> child = failure.thread();
    Thread thread = child == null ? Thread.currentThread() : child.thread();
    if (child != null && (errors() != null || hasHandler(thread))) {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure.throwable());
    } else if (errors() != null) {
      PrintStream errors = errors();
      errors.print("Exception in thread " + thread.threadId() + " ");
      failure.throwable().printStackTrace(errors);
    }
  }

  private static boolean hasHandler(Thread thread) {
    return Thread.getDefaultUncaughtExceptionHandler() != null
        || !(thread.getUncaughtExceptionHandler() instanceof ThreadGroup);
  }

  /** Null once somebody has called {@code System.setErr(null)}. */
  private static @Nullable PrintStream errors() {
    return System.err;
  }
}
