package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/** Which loop runs on the calling thread, and which task. */
final class CurrentLoop {

  private static final ThreadLocal<@Nullable EventLoop> RUNNING = new ThreadLocal<>();

  private CurrentLoop() {}

  /** Makes the calling thread one on which this loop runs, or with null, on which none does. */
  static void set(@Nullable EventLoop loop) {
    if (loop == null) {
      RUNNING.remove();
    } else {
      RUNNING.set(loop);
    }
  }

  static @Nullable EventLoop loopOrNull() {
    return RUNNING.get();
  }

  /** The loop on which the caller runs, or an error that says what was called. */
  static EventLoop loopFor(String what) {
    EventLoop loop = RUNNING.get();
    if (loop == null) {
      throw LoopErrors.noLoop(what);
    }
    return loop;
  }

  /** The task whose coroutine the caller is, or an error that says what was called. */
  static Task<?> taskFor(String what) {
    EventLoop loop = loopFor(what);
    Task<?> task = loop.dispatcher().current();
    if (task == null) {
      throw LoopErrors.inCallback(what, loop);
    }
    return task;
  }
}
