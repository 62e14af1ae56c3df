package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.RopewalkEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** One party's wait at a barrier, from its arrival until it goes on, for whatever reason. */
@Name("dev.ropewalk.BarrierWait")
@Label("Barrier Wait")
@Description("A party waited at a barrier for the others")
final class BarrierWaitEvent extends RopewalkEvent {

  @Label("Barrier")
  @Description("The barrier and its state after the wait")
  String barrier = "";

  @Label("Parties")
  int parties;

  @Label("Index")
  @Description("How many parties were there already")
  int index;

  @Label("Passed")
  @Description("Whether all parties came")
  boolean passed;

  /** For a wait that begins now. */
  static BarrierWaitEvent begun() {
    BarrierWaitEvent event = new BarrierWaitEvent();
    event.begin();
    return event;
  }

  void ended(Barrier where, int arrivedAt, boolean hasPassed) {
    if (shouldCommit()) {
      barrier = where.toString();
      parties = where.parties();
      index = arrivedAt;
      passed = hasPassed;
      commit();
    }
  }
}
