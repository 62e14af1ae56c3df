package dev.ropewalk.async;

import dev.ropewalk.threads.internal.RopewalkEvent;
import java.time.Duration;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A loop that stands still, recorded by the watchdog when it warns. */
@Name("dev.ropewalk.BlockedLoop")
@Label("Blocked Loop")
@Description("An event loop has been standing still for long")
final class BlockedLoopEvent extends RopewalkEvent {

  @Label("Loop")
  String loop = "";

  @Label("Thread")
  @Description("The name of the thread that has or is to have the loop, which is that of its task")
  String held = "";

  @Label("Reason")
  @Description("Blocked by a step, or not scheduled")
  String reason = "";

  @Label("Where")
  @Description("The innermost call at that moment")
  String where = "";

  @Label("Still")
  @Description(
      "For how long it had been standing still when this was noticed, collections left out")
  @Timespan(Timespan.NANOSECONDS)
  long still;

  static void record(
      EventLoop loop,
      Thread held,
      Progress.State state,
      Duration still,
      StackTraceElement[] stack) {
    BlockedLoopEvent event = new BlockedLoopEvent();
    if (event.shouldCommit()) {
      event.loop = loop.toString();
      event.held = held.getName();
      event.reason = state == Progress.State.RUNNING ? "blocked by a step" : "not scheduled";
      event.where = stack.length == 0 ? "" : stack[0].toString();
      event.still = still.toNanos();
      event.commit();
    }
  }
}
