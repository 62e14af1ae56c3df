package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.RopewalkEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A thread queued for a mutex or a semaphore. Its duration is that of the wait, also of one that was given up. */
@Name("dev.ropewalk.LockWait")
@Label("Lock Wait")
@Description("A thread waited for a mutex or a semaphore")
@StackTrace
@Threshold("10 ms")
final class LockWaitEvent extends RopewalkEvent {

  @Label("Lock")
  @Description("Kind and identity, as in toString")
  String lock = "";

  @Label("Acquired")
  @Description("False if the wait timed out or was interrupted")
  boolean acquired;

  /** For a wait that begins now. */
  static LockWaitEvent begun() {
    LockWaitEvent event = new LockWaitEvent();
    event.begin();
    return event;
  }

  void ended(HoldableSync waitedFor, boolean wasAcquired) {
    if (shouldCommit()) {
      lock = waitedFor.name();
      acquired = wasAcquired;
      commit();
    }
  }
}
