package dev.ropewalk.async;

import dev.ropewalk.threads.internal.RopewalkEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** One step of a loop: what a coroutine does between two suspensions, or one callback. Nothing else of the loop runs meanwhile. */
@Name("dev.ropewalk.AsyncStep")
@Label("Async Step")
@Description("What a coroutine of an event loop did between two suspensions, or one callback")
final class StepEvent extends RopewalkEvent {

  @Label("Step")
  @Description("The name of the task, or the callback")
  String step = "";

  /** For a step that begins now; null while nobody records. */
  static @Nullable StepEvent begun() {
    StepEvent event = new StepEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  void ended(Object what) {
    end();
    if (shouldCommit()) {
      step = Naming.of(what);
      commit();
    }
  }
}
