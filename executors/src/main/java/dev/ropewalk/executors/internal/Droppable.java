package dev.ropewalk.executors.internal;

/**
 * A done callback whose owner may lose interest in it: a future then forgets it, so that waiting again and again for the
 * same futures does not fill memory.
 */
public interface Droppable {

  /** Whether nobody wants to be called any more; once true it stays so. */
  boolean isDropped();
}
