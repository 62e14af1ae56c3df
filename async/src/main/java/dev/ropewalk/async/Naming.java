package dev.ropewalk.async;

import org.jspecify.annotations.Nullable;

/** What objects of users are called in messages: whatever their {@code toString} does, a message must come about. */
final class Naming {

  private Naming() {}

  /** What it calls itself; its class if it throws instead. User code. */
  static String of(@Nullable Object what) {
    try {
      return String.valueOf(what);
    } catch (Throwable unable) {
      return byClass(what);
    }
  }

  /** What it is called where no user code may run. */
  static String byClass(@Nullable Object what) {
    return what == null ? "null" : what.getClass().getName();
  }
}
