package dev.ropewalk.threads;

import java.io.Serializable;
import java.util.List;

/** Several snapshots of one moment, of which one at least can travel to another process. */
record PortableSnapshots(List<ContextCarrier.Snapshot> snapshots)
    implements ContextCarrier.Snapshot, Serializable {

  @Override
  public ContextCarrier.Installed install() {
    return installAll(snapshots);
  }

  /** What travels. */
  private Object writeReplace() {
    List<ContextCarrier.Snapshot> portable =
        snapshots.stream().filter(Serializable.class::isInstance).toList();
    return portable.size() == snapshots.size() ? this : new PortableSnapshots(portable);
  }

  /** Installs in the given order; what this returns closes in the reverse. */
  static ContextCarrier.Installed installAll(List<ContextCarrier.Snapshot> snapshots) {
    int count = snapshots.size();
    ContextCarrier.Installed[] installed = new ContextCarrier.Installed[count];
    for (int i = 0; i < count; i++) {
      try {
        installed[i] = snapshots.get(i).install();
      } catch (RuntimeException | Error failure) {
        closeAll(installed, i, failure);
        throw failure;
      }
    }
    return () -> closeAll(installed, count);
  }

  private static void closeAll(ContextCarrier.Installed[] installed, int count, Throwable reason) {
    try {
      closeAll(installed, count);
    } catch (RuntimeException | Error second) {
      reason.addSuppressed(second);
    }
  }

  /** Closes so many, even when one before failed; the first failure is thrown, with the others suppressed. */
  private static void closeAll(ContextCarrier.Installed[] installed, int count) {
    for (int i = count - 1; i >= 0; i--) {
      try {
        installed[i].close();
      } catch (RuntimeException | Error failure) {
        closeAll(installed, i, failure);
        throw failure;
      }
    }
  }
}
