package dev.ropewalk.threads;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks for the end of the program: Python's {@code atexit}, which runs them after {@code threading} has joined all
 * non-daemon threads.
 *
 * <p>When main ends normally the JVM waits for all other non-daemon threads, and then the callbacks run one after the other,
 * the last registered first, each once. One that fails is reported to the {@link ExceptionHook}, and the others run. They run on
 * a thread of their own, after the main thread has ended, while daemon threads still run.
 *
 * <p>{@code System.exit} and signals such as SIGTERM run the callbacks too, but nobody waits for non-daemon threads then,
 * unlike in Python, where {@code sys.exit} in main waits. Waiting could never end: the thread that calls {@code System.exit}
 * is itself a non-daemon thread, blocked until the callbacks are through. For the same reason a callback must not join threads
 * without a timeout. {@code Runtime.halt} and SIGKILL run nothing.
 *
 * <p>Memory consistency effects: actions before {@link #register} happen-before the callback.
 */
public final class ExitHooks {
  /*
   * callbacks and exiting are guarded by the lock of this class. The JVM's hook is added with the first callback, and takes one
   * callback after the other, none of which runs under the lock; the first step sets exiting, under the lock, so a callback
   * is either taken or refused.
   */
  private static final Deque<Runnable> CALLBACKS = new ArrayDeque<>();
  private static boolean hooked;
  private static boolean exiting;

  private ExitHooks() {}

  /**
   * Adds a callback; one that is registered twice runs twice.
   *
   * @throws IllegalStateException once the program has begun to exit, as Python's {@code RuntimeError}
   */
  public static void register(Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    synchronized (ExitHooks.class) {
      if (exiting) {
        throw tooLate(null);
      }
      if (!hooked) {
        try {
          Runtime.getRuntime().addShutdownHook(new Thread(ExitHooks::runAll, "exit hooks"));
        } catch (IllegalStateException e) {
          throw tooLate(e);
        }
        hooked = true;
      }
      CALLBACKS.push(callback);
    }
  }

  private static IllegalStateException tooLate(@Nullable Exception cause) {
    return new IllegalStateException(
        "the program exits already: register callbacks earlier", cause);
  }

  /**
   * Removes a callback, all registrations of it.
   *
   * @return whether it was registered
   */
  public static boolean unregister(Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    synchronized (ExitHooks.class) {
      return CALLBACKS.removeIf(callback::equals);
    }
  }

  private static void runAll() {
    Runnable next = next();
    while (next != null) {
      try {
        next.run();
      } catch (Throwable thrown) { // whatever one throws, the others run
        Hooks.report(Threads.current(), thrown);
      }
      next = next();
    }
  }

  private static synchronized @Nullable Runnable next() {
    exiting = true;
    return CALLBACKS.poll();
  }
}
