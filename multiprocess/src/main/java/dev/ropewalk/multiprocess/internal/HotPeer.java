package dev.ropewalk.multiprocess.internal;

import dev.ropewalk.threads.internal.WaitPolicy;
import java.util.function.BooleanSupplier;

/**
 * Whether to spin for the next message of the other process. {@link WaitPolicy} decides; this tells it what can be known of
 * a peer that shares no memory. Confined to the thread that receives.
 */
final class HotPeer {
  /*
   * Who sent us something just now is awake, and if it was an answer, the next may follow. So within RECENT_NANOS of a
   * message the peer counts as awake. A peer that sends and then thinks for long looks the same; therefore each spin for
   * nothing is followed by twice as many waits without one, up to 2^MOST_MISSES, and each that pays starts afresh.
   */
  private static final long RECENT_NANOS = 50_000;
  private static final int MOST_MISSES = 6;

  private final WaitPolicy policy = new WaitPolicy();
  private long lastMessage = System.nanoTime() - RECENT_NANOS;
  private int misses;
  private int toSkip;

  /** Tells that something has come. */
  void heard() {
    lastMessage = System.nanoTime();
  }

  /** Looks for a message, several times if that is likely to pay; whether there is one. */
  boolean spin(BooleanSupplier ready) {
    boolean awake = isAwake();
    boolean paid = policy.spin(ready, awake);
    if (awake) {
      misses = paid ? 0 : Math.min(MOST_MISSES, misses + 1);
      toSkip = paid ? 0 : 1 << misses;
    }
    return paid;
  }

  private boolean isAwake() {
    if (System.nanoTime() - lastMessage >= RECENT_NANOS) {
      return false;
    }
    if (toSkip > 0) {
      toSkip--;
      return false;
    }
    return true;
  }

  /** Tells how long a wait took that {@link #spin} did not see the end of. */
  void parked(long nanos) {
    policy.parked(nanos);
  }
}
