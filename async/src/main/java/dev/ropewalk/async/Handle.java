package dev.ropewalk.async;

/**
 * A callback that a loop is going to run, so that it can be called off. Python's {@code asyncio.Handle}; it keeps no
 * context.
 *
 * <p>May be used from any thread, unlike Python's. Actions before scheduling the callback happen-before the callback.
 */
public sealed class Handle implements ReadyEntry permits TimerHandle {

  private final EventLoop loop;
  private volatile Runnable callback;
  private volatile boolean cancelled;

  Handle(EventLoop loop, Runnable callback) {
    this.loop = loop;
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

  final EventLoop loop() {
    return loop;
  }

  /** Runs the callback, on the loop's thread. */
  final void run() {
    try {
      callback.run();
    } catch (Throwable failure) {
      loop.report(new ErrorReport("a callback of " + loop + " failed", failure));
    }
  }

  private static void nothing() {}

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + (cancelled ? "cancelled" : callback) + "]";
  }
}
