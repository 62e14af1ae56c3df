package dev.ropewalk.threads;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Two carriers as one; more are a chain of these. Two fields and no array, since this runs for each task: the compiler then
 * sees which carriers there are, and makes nothing of what only holds them together.
 */
final class CarrierPair implements ContextCarrier {

  private final ContextCarrier first;
  private final ContextCarrier second;

  /** For threads that carry nothing, which are most. A race makes it twice, and one is as good as the other. */
  private volatile @Nullable Snapshot nothing;

  CarrierPair(ContextCarrier first, ContextCarrier second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public Snapshot capture() {
    Snapshot one = first.capture();
    Snapshot two = second.capture();
    if (!one.carriesNothing() || !two.carriesNothing()) {
      return together(one, two);
    }
    Snapshot made = nothing;
    if (made == null) {
      made = together(one, two);
      nothing = made;
    }
    return made;
  }

  private static Snapshot together(Snapshot one, Snapshot two) {
    return one instanceof Serializable || two instanceof Serializable
        ? new PortablePair(one, two)
        : () -> InstalledPair.of(one, two);
  }
}
