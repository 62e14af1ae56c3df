package dev.ropewalk.threads.internal;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.StackTrace;

/**
 * The base of all JFR events of Ropewalk: one event type for each interesting wait, in the category Ropewalk, off unless
 * a recording asks for it. A program that never records pays a volatile read for each.
 *
 * <p>A subclass is named {@code dev.ropewalk.<What>} by {@code @Name}. A static factory makes one that has begun; it must not be
 * called unless {@link Recordings#any()}. A method {@code ended} fills the fields and commits, if {@link #shouldCommit()}.
 */
@Category("Ropewalk")
@Enabled(false)
@StackTrace(false)
public abstract class RopewalkEvent extends Event {

  /** For subclasses. */
  protected RopewalkEvent() {}
}
