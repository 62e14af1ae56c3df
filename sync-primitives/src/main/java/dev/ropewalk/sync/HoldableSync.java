package dev.ropewalk.sync;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** The queue and state behind a primitive that a {@link Hold} gives back to. */
// Serializable only because AbstractQueuedSynchronizer is; never reachable from outside.
@SuppressWarnings("serial")
abstract class HoldableSync extends AbstractQueuedSynchronizer {

  /**
   * Refuses a thread that is not the one to release. Where there is no owner any thread is.
   *
   * @throws IllegalMonitorStateException if the primitive has an owner and it is not the calling thread
   */
  void checkReleaser() {}

  /**
   * Undoes one acquire.
   *
   * @throws IllegalMonitorStateException if the primitive is not held, or not by the calling thread where it knows its
   *     owner; nothing changes
   */
  abstract void releaseOne();

  /** What is held, by whom: "unlocked", "3 permits". */
  abstract String state();

  /** Named after the primitive around it; parked threads show this object as what they wait for. */
  @Override
  public final String toString() {
    return getClass().getEnclosingClass().getSimpleName()
        + "@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + state()
        + ", "
        + getQueueLength()
        + " waiting]";
  }
}
