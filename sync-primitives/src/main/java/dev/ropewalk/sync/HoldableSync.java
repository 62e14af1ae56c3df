package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Recordings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The queue and state behind a primitive that is acquired and released, and that a {@link Hold} gives back to. */
// Serializable only because AbstractQueuedSynchronizer is; never reachable from outside.
@SuppressWarnings("serial")
abstract class HoldableSync extends TurnSync {

  HoldableSync(boolean fair) {
    super(fair);
  }

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

  /** The threads that have to release before a waiting one gets on, as far as that is known. */
  abstract List<Thread> holders();

  /** To be called before the calling thread queues; {@link #endWait} must follow. */
  final @Nullable LockWaitEvent beginWait() {
    if (!hasContended()) {
      ContendedLocks.add(this);
    }
    return Recordings.any() ? LockWaitEvent.begun() : null;
  }

  /** To be called after the calling thread has left the queue. */
  final void endWait(@Nullable LockWaitEvent event, boolean acquired) {
    if (event != null) {
      event.ended(this, acquired);
    }
  }

  static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  final TimeoutException notInTime(Duration timeout) {
    return new TimeoutException(this + " was not to be had within " + timeout);
  }

  static String describe(Thread thread) {
    return "thread #" + thread.threadId() + " \"" + thread.getName() + "\"";
  }

  /** The name of the primitive around it, and which one it is. */
  final String name() {
    return Identity.of(getClass().getEnclosingClass(), this);
  }

  /** Named after the primitive around it; parked threads show this object as what they wait for. */
  @Override
  public final String toString() {
    return name()
        + "["
        + state()
        + ", "
        + getQueueLength()
        + (isFair() ? " waiting, fair]" : " waiting]");
  }
}
