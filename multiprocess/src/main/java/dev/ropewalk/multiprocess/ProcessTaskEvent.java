package dev.ropewalk.multiprocess;

import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.threads.internal.RopewalkEvent;
import java.lang.foreign.MemorySegment;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The way of one task to a process and of its outcome back, or until that process died under it. */
@Name("dev.ropewalk.ProcessTask")
@Label("Process Task")
@Description("A task was with a process of a pool")
final class ProcessTaskEvent extends RopewalkEvent {

  @Label("Task")
  @Description("What the body is called: the method of a lambda, else what it says of itself")
  String task = "";

  @Label("Process Id")
  long pid;

  @Label("Sent")
  @DataAmount(DataAmount.BYTES)
  long sent;

  @Label("Received")
  @Description("The size of the outcome; 0 if the process died")
  @DataAmount(DataAmount.BYTES)
  long received;

  /** For a task that is sent now; null while nobody records. */
  static @Nullable ProcessTaskEvent sent(Job job, long pid) {
    ProcessTaskEvent event = new ProcessTaskEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.pid = pid;
    event.sent = bytes(job.packet());
    event.begin();
    return event;
  }

  /** @param outcome nothing if the process has died */
  void ended(Job job, Packet outcome) {
    end();
    if (shouldCommit()) {
      task = job.toString();
      received = bytes(outcome);
      commit();
    }
  }

  private static long bytes(Packet packet) {
    return packet.frame().length
        + packet.arrays().stream().mapToLong(MemorySegment::byteSize).sum();
  }
}
