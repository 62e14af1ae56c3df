package dev.ropewalk.threads.internal;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Decides, for one place where threads wait for a hand-off, how long to spin before parking, and when never. Pools,
 * queues, processes and connections share this one class, so that the decision is made and measured once.
 *
 * <p>A waiter calls {@link #spin} first; if that returns false it parks, and tells with {@link #parked} how long that took.
 * One instance belongs to one place (a worker, one end of a connection).
 */
public final class WaitPolicy {
  /*
   * Spinning pays only where a hand-off is already hot: it takes a round trip from tens of microseconds to less than one,
   * but with a pause between the tasks the spinner holds the core that the other side needs. Therefore:
   *
   * - never with one processor, under a control group's CPU quota (spinning burns the quota of those who work), or on a
   *   virtual thread (spinning holds the carrier that the other side may need);
   * - if the other side is known to be awake, for at most SPIN_NANOS, about what a park and unpark would cost, so that
   *   the whole wait is at most twice the best choice;
   * - otherwise only while recent waits were short: each wait that ended within SPIN_NANOS adds one credit, each that
   *   didn't halves them, and with no credit the waiter parks at once. An idle place uses no CPU.
   *
   * credits: racy on purpose when several threads share a place. A lost update makes the next decision slightly stale;
   * no decision affects correctness, since every caller parks under its own protocol when spin() returns false.
   */

  /** The longest spin. */
  static final long SPIN_NANOS = 20_000;

  private static final int MAX_CREDITS = 8;
  private static final boolean MACHINE_ALLOWS =
      Processors.count() > 1 && !CpuQuota.isLimited(Path.of("/"));

  private final boolean allowed;
  private final long spinNanos;
  private volatile int credits;

  /** A place that spins where this machine allows it. */
  public WaitPolicy() {
    this(MACHINE_ALLOWS, SPIN_NANOS);
  }

  WaitPolicy(boolean allowed, long spinNanos) {
    this.allowed = allowed;
    this.spinNanos = spinNanos;
  }

  /** Whether spinning can pay on this machine at all: more than one processor, and no quota on their use. */
  public static boolean machineAllows() {
    return MACHINE_ALLOWS;
  }

  /**
   * Waits briefly for {@code ready} if that is likely to pay.
   *
   * @param ready cheap and without side effects; checked at least once
   * @param peerAwake whether the other side is known to be running right now
   * @return what {@code ready} said last; on false the caller parks
   */
  public boolean spin(BooleanSupplier ready, boolean peerAwake) {
    if (ready.getAsBoolean()) {
      return true;
    }
    if (!mayWait(peerAwake)) {
      return false;
    }
    long start = System.nanoTime();
    do {
      Thread.onSpinWait();
      if (ready.getAsBoolean()) {
        record(true);
        return true;
      }
    } while (System.nanoTime() - start < spinNanos);
    record(false);
    return false;
  }

  /** Tells how long a wait was that {@link #spin} did not see the end of. */
  public void parked(long nanos) {
    record(nanos < spinNanos);
  }

  private boolean mayWait(boolean peerAwake) {
    return allowed && (peerAwake || credits > 0) && !Thread.currentThread().isVirtual();
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // see credits above
  private void record(boolean paid) {
    int now = credits;
    credits = paid ? Math.min(MAX_CREDITS, now + 1) : now / 2;
  }
}
