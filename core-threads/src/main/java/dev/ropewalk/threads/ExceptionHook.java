package dev.ropewalk.threads;

import java.util.Objects;

/**
 * Handles what escapes the body of a {@link ChildThread}: {@code threading.excepthook}. One hook serves all threads; it may
 * be replaced at any time, and runs on the thread that failed, once for each failure, before a join returns.
 *
 * <p>Unless replaced it is {@link #original()}, which does what the JVM does: the thread's uncaught exception handler, or the
 * default one, or else name and stack trace on {@code System.err}.
 *
 * <p>When a hook itself fails, the original hook reports that and the failure it was called for; otherwise it is ignored: it
 * can't harm the thread or whoever joins it.
 *
 * <p>Differences from Python: {@code SystemExit} has no counterpart that ends one thread in silence; {@code System.exit} ends
 * the process from any thread. Failures of a {@link ThreadScope}'s children are thrown by the scope and not handed to the
 * hook.
 *
 * <p>Memory consistency effects: actions before {@link #set} happen-before a call of the hook.
 */
@FunctionalInterface
public interface ExceptionHook {

  /** Takes note of a failure. Blocking here delays whoever joins the thread. */
  void handle(ThreadFailure failure);

  /** The hook in force. */
  static ExceptionHook get() {
    return Hooks.current;
  }

  /**
   * Replaces the hook.
   *
   * @return the one before, to be put back later
   */
  static ExceptionHook set(ExceptionHook hook) {
    return Hooks.replace(Objects.requireNonNull(hook, "hook"));
  }

  /** The hook that is in force unless another is set: {@code threading.__excepthook__}. */
  static ExceptionHook original() {
    return Hooks.ORIGINAL;
  }
}
