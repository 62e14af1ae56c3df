package dev.ropewalk.threads;

import java.io.Serializable;

/** Two snapshots of one moment, of which one at least can travel to another process. */
record PortablePair(ContextCarrier.Snapshot first, ContextCarrier.Snapshot second)
    implements ContextCarrier.Snapshot, Serializable {

  @Override
  public ContextCarrier.Installed install() {
    return InstalledPair.of(first, second);
  }

  @Override
  public boolean carriesNothing() {
    return first.carriesNothing() && second.carriesNothing();
  }

  /** What travels. */
  private Object writeReplace() {
    if (first instanceof Serializable) {
      return second instanceof Serializable ? this : first;
    }
    return second;
  }
}
