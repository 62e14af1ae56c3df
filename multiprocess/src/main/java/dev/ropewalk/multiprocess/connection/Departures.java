package dev.ropewalk.multiprocess.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** What of one end of a connection is on its way to another process. */
final class Departures {
  /*
   * States of an end: here, closed here, moved. It is left once it is one of the latter. While it is offered, closing leaves
   * the channel open for whoever comes for it; the last offer that is dropped closes it. `left` is volatile for those who
   * only look; it goes from false to true once.
   */
  private volatile boolean left;

  @GuardedBy("this")
  private boolean moved;

  @GuardedBy("this")
  private int offers;

  /** Whether the end is not to be used here any more. */
  boolean hasLeft() {
    return left;
  }

  /** One more may come for it. */
  synchronized void offer() {
    offers++;
  }

  /** The end is closed here; true if its channel is to be closed too. */
  synchronized boolean close() {
    left = true;
    return offers == 0 && !moved;
  }

  /** Nobody comes for it on that offer; true if its channel is to be closed, since it was closed here meanwhile. */
  synchronized boolean drop() {
    offers--;
    return left && offers == 0 && !moved;
  }

  /** Somebody has come for it; false if another was here before. */
  synchronized boolean move() {
    if (moved) {
      return false;
    }
    moved = true;
    left = true;
    return true;
  }
}
