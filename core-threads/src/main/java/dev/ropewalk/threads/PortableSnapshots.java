package dev.ropewalk.threads;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
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
    Deque<ContextCarrier.Installed> installed = new ArrayDeque<>(snapshots.size());
    try {
      snapshots.forEach(snapshot -> installed.push(snapshot.install()));
    } catch (RuntimeException | Error failure) {
      closeAll(installed, failure);
      throw failure;
    }
    return () -> closeAll(installed);
  }

  private static void closeAll(Deque<ContextCarrier.Installed> installed, Throwable reason) {
    try {
      closeAll(installed);
    } catch (RuntimeException | Error second) {
      reason.addSuppressed(second);
    }
  }

  /** Closes each even when one before it failed; the first failure is thrown, with the others suppressed. */
  private static void closeAll(Deque<ContextCarrier.Installed> installed) {
    while (!installed.isEmpty()) {
      try {
        installed.pop().close();
      } catch (RuntimeException | Error failure) {
        closeAll(installed, failure);
        throw failure;
      }
    }
  }
}
