package dev.ropewalk.executors.engine;

import dev.ropewalk.threads.internal.RopewalkEvent;
import java.util.concurrent.Callable;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The run of one task, from the start of its body to its end. A task that was cancelled before has none. */
@Name("dev.ropewalk.Task")
@Label("Task")
@Description("An executor ran the body of a task")
final class TaskEvent extends RopewalkEvent {

  @Label("Task")
  @Description("What the body is called: the method of a lambda, else what it says of itself")
  String task = "";

  @Label("Queued")
  @Description("Time between submission and the start of the body")
  @Timespan(Timespan.NANOSECONDS)
  long queued;

  @Label("Outcome")
  String outcome = "";

  private transient long submittedNanos;

  /** For a task that is made now; null while nobody records. */
  static @Nullable TaskEvent submitted() {
    TaskEvent event = new TaskEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.submittedNanos = System.nanoTime();
    return event;
  }

  void started() {
    queued = System.nanoTime() - submittedNanos;
    begin();
  }

  void ended(Callable<?> body, String state) {
    end();
    if (shouldCommit()) {
      task = TaskName.of(body);
      outcome = state;
      commit();
    }
  }
}
