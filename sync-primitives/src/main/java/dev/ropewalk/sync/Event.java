package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Deadline;
import dev.ropewalk.threads.internal.Recordings;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * A flag that threads can wait for. Python's {@code threading.Event}.
 *
 * <p>It starts cleared. Setting it releases every thread that waits at that moment, even if it is cleared before they get
 * to run, and lets later waits return at once until it is cleared.
 *
 * <p>Unlike {@code threading.Event}, waiting is interruptible: both waits throw {@link InterruptedException} when the
 * calling thread is interrupted on entry (also if the flag is set) or while it waits. Negative timeouts, which Python takes
 * for zero, are refused. Nothing is held while waiting, so there is no try-with-resources form.
 *
 * <p>Memory consistency effects: actions before {@link #set()} happen-before actions after a wait that it released, and
 * after {@link #isSet()} that saw it.
 */
public final class Event {
  /*
   * Algorithm: a chain of one-shot gates, one for each period from a clear to the next. set() opens the current gate and
   * leaves it in place; clear() replaces an open gate by a new, closed one. A waiter waits at the gate that it found, and
   * so passes once that gate opens, whatever clear() puts into its place: no waiter can miss a set that came while it
   * waited.
   *
   * Invariants: a gate never closes again. Only an open gate is replaced, so nobody is left waiting at a gate that no set()
   * can reach any more. That is why clear() needs the compare-and-set: with a plain write, of two clears at once the slower
   * could replace the closed gate of the faster, at which somebody may wait already.
   *
   * Ordering: gate and the state of a gate are volatile. set() writes the state even of an open gate, so that each set()
   * that a wait or isSet() comes after on the same gate happens-before it, not only the first.
   *
   * Rejected: a flag under a lock and condition. A waiter that is slow to reacquire would find the flag cleared and need
   * a generation count beside it, and every isSet() or wait on a set event would take the lock or repeat the reasoning.
   */

  private static final VarHandle GATE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "gate", VarHandle.class, Event.class, Gate.class);

  // written only by the compare-and-set of clear()
  private volatile Gate gate = new Gate();

  /** An event that is not set. */
  public Event() {}

  /** Raises the flag and releases all waiting threads; does nothing more if it is raised already. */
  public void set() {
    gate.releaseShared(1);
  }

  /** Lowers the flag: later waits wait for the next {@link #set()}. Threads that a set has released stay released. */
  public void clear() {
    Gate current = gate;
    if (current.isOpen()) {
      GATE.compareAndSet(this, current, new Gate()); // on failure another clear() has just done it
    }
  }

  /** Whether the flag is raised at the moment. Python's {@code is_set()}. */
  public boolean isSet() {
    return gate.isOpen();
  }

  /**
   * Waits until the flag is raised. Python's {@code wait()}, which can only return true.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public void await() throws InterruptedException {
    Gate current = gate;
    if (current.letsThrough()) {
      return;
    }
    SignalWaitEvent wait = Recordings.any() ? SignalWaitEvent.begun() : null;
    boolean signalled = false;
    try {
      current.acquireSharedInterruptibly(1);
      signalled = true;
    } finally {
      if (wait != null) {
        wait.ended(this, signalled);
      }
    }
  }

  /**
   * Waits until the flag is raised or the time is over. Python's {@code wait(timeout)}.
   *
   * @return true if the flag was raised on entry or while waiting, even if it is cleared again; false if the time ran out
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public boolean await(Duration timeout) throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    Gate current = gate;
    if (current.letsThrough()) {
      return true;
    }
    if (nanos == 0) {
      return false;
    }
    SignalWaitEvent wait = Recordings.any() ? SignalWaitEvent.begun() : null;
    boolean signalled = false;
    try {
      signalled = current.tryAcquireSharedNanos(1, nanos);
    } finally {
      if (wait != null) {
        wait.ended(this, signalled);
      }
    }
    return signalled;
  }

  /** Tells whether the flag is raised and how many threads wait. */
  @Override
  public String toString() {
    Gate current = gate;
    return Identity.of(this)
        + "["
        + (current.isOpen() ? "set" : "cleared")
        + ", "
        + current.getQueueLength()
        + " waiting]";
  }

  /**
   * State: 0 closed, 1 open; never back. Serializable only because AbstractQueuedSynchronizer is; never reachable from
   * outside.
   */
  @SuppressWarnings("serial")
  private static final class Gate extends AbstractQueuedSynchronizer {

    boolean isOpen() {
      return getState() == 1;
    }

    /** Whether a wait would be over at once. */
    boolean letsThrough() throws InterruptedException {
      HoldableSync.checkInterrupt();
      return isOpen();
    }

    @Override
    protected int tryAcquireShared(int ignored) {
      return isOpen() ? 1 : -1;
    }

    @Override
    protected boolean tryReleaseShared(int ignored) {
      setState(1);
      return true;
    }
  }
}
