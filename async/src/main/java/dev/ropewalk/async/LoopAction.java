package dev.ropewalk.async;

/** Work of the loop itself: short, never user code, run by whichever thread holds the baton. */
@FunctionalInterface
non-sealed interface LoopAction extends ReadyEntry {
  void run();

  /** Whether it need not run any more, so that a timer for it can be forgotten. */
  default boolean isDropped() {
    return false;
  }
}
