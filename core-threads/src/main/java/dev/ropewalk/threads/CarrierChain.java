package dev.ropewalk.threads;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several carriers as one. */
final class CarrierChain implements ContextCarrier {

  private final ContextCarrier[] carriers;

  /** For threads that carry nothing, which are most. A race makes it twice, and one is as good as the other. */
  private volatile @Nullable Snapshot nothing;

  CarrierChain(List<? extends ContextCarrier> carriers) {
    this.carriers = carriers.toArray(ContextCarrier[]::new);
  }

  @Override
  public Snapshot capture() { // loops: this runs for each task
    Snapshot[] snapshots = new Snapshot[carriers.length];
    boolean carriesNothing = true;
    for (int i = 0; i < carriers.length; i++) {
      snapshots[i] = carriers[i].capture();
      carriesNothing &= snapshots[i].carriesNothing();
    }
    if (!carriesNothing) {
      return together(snapshots);
    }
    Snapshot made = nothing;
    if (made == null) {
      made = together(snapshots);
      nothing = made;
    }
    return made;
  }

  private static Snapshot together(Snapshot[] snapshots) {
    List<Snapshot> all = List.of(snapshots);
    for (Snapshot each : snapshots) {
      if (each instanceof Serializable) {
        return new PortableSnapshots(all);
      }
    }
    return () -> PortableSnapshots.installAll(all);
  }
}
