package dev.ropewalk.async;

import dev.ropewalk.threads.internal.RopewalkEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The life of one task of a loop, from its making to its end. */
@Name("dev.ropewalk.AsyncTask")
@Label("Async Task")
@Description("A task of an event loop, from its making to its end")
final class TaskLifeEvent extends RopewalkEvent {

  @Label("Task")
  String task = "";

  @Label("Outcome")
  String outcome = "";

  /** For a task that is made now; null while nobody records. */
  static @Nullable TaskLifeEvent begun() {
    TaskLifeEvent event = new TaskLifeEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  void ended(String name, Outcome<?> how) {
    end();
    if (shouldCommit()) {
      task = name;
      outcome =
          switch (how) {
            case Outcome.Value<?> _ -> "returned";
            case Outcome.Failure<?> _ -> "failed";
            case Outcome.Cancelled<?> _ -> "cancelled";
          };
      commit();
    }
  }
}
