package dev.ropewalk.async;

/** Something outside a loop that waits for the loop, and must be told if that closes first. */
interface Outsider {

  /** The loop will do nothing more. Any thread, perhaps more than once. */
  void loopClosed();
}
