package dev.ropewalk.async;

import dev.ropewalk.threads.Context;

/**
 * A callback that a loop is going to run, so that it can be called off. Python's {@code asyncio.Handle}.
 *
 * <p>May be used from any thread, unlike Python's. Actions before scheduling the callback happen-before the callback.
 */
public sealed class Handle implements ReadyEntry permits TimerHandle, DoneHandle {

  private final EventLoop loop;
  private final Context context;
  private volatile Runnable callback;
  private volatile boolean cancelled;

  Handle(EventLoop loop, Runnable callback, Context context) {
    this.loop = loop;
    this.context = context;
    this.callback = callback;
  }

  /**
   * Prevents the callback from running if it has not begun; later calls do nothing. When another thread calls this while
   * the loop reaches the callback, either may come first.
   */
  public void cancel() {
    cancelled = true;
    callback = Handle::nothing; // what the callback holds can be collected now
  }

  /** Whether {@link #cancel} was called, also if that was too late. */
  public final boolean isCancelled() {
    return cancelled;
  }

  /** The context in which the callback runs: unless one was given, a copy of the one in which it was scheduled. */
  public final Context context() {
    return context;
  }

  final EventLoop loop() {
    return loop;
  }

  /** Runs the callback, on the loop's thread. */
  final void run() {
    try {
      context.run(callback);
    } catch (Throwable failure) {
      loop.report(new ErrorReport("a callback of " + loop + " failed", failure, null));
    }
  }

  private static void nothing() {}

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + (cancelled ? "cancelled" : callback) + "]";
  }
}
