package dev.ropewalk.threads.internal;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.StackTrace;

/**
 * The base of all JFR events of Ropewalk: one event type for each interesting wait, in the category Ropewalk, off unless
 * a recording asks for it, and then costing one branch that the compiler removes.
 *
 * <p>A subclass is named {@code dev.ropewalk.<What>} by {@code @Name}, and is used as: create, {@link #begin()}, wait,
 * and {@link #commit()} only if {@link #shouldCommit()}, filling its fields in between.
 */
@Category("Ropewalk")
@Enabled(false)
@StackTrace(false)
public abstract class RopewalkEvent extends Event {

  /** For subclasses. */
  protected RopewalkEvent() {}
}
