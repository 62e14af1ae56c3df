package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.RopewalkEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * A thread waited for another to say something: at a condition variable or for an event. Its duration is that of the wait,
 * also of one that was given up; at a condition variable the time to take the lock back is part of it.
 */
@Name("dev.ropewalk.SignalWait")
@Label("Signal Wait")
@Description("A thread waited for a signal of a condition variable, or for an event to be set")
@StackTrace
@Threshold("10 ms")
final class SignalWaitEvent extends RopewalkEvent {

  @Label("Source")
  @Description("Kind and identity of what was to give the signal, as in toString")
  String source = "";

  @Label("Signalled")
  @Description("False if the wait timed out or was interrupted")
  boolean signalled;

  /** For a wait that begins now. */
  static SignalWaitEvent begun() {
    SignalWaitEvent event = new SignalWaitEvent();
    event.begin();
    return event;
  }

  /** @param waitedFor the condition variable or event */
  void ended(Object waitedFor, boolean wasSignalled) {
    if (shouldCommit()) {
      source = Identity.of(waitedFor);
      signalled = wasSignalled;
      commit();
    }
  }
}
