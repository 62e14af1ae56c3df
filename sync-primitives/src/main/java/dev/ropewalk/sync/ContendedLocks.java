package dev.ropewalk.sync;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The locks and semaphores that some thread has ever queued for and that are still in use: what {@link LockTable} looks
 * at. A primitive enters before its first thread queues, so one that is never contended costs nothing.
 */
final class ContendedLocks {
  /*
   * A primitive is added once, or by several first threads at once a few times; readers see each once. References are weak:
   * the set keeps nothing alive, and each addition clears away those whose primitive is gone.
   */

  private static final Set<WeakReference<HoldableSync>> LOCKS = ConcurrentHashMap.newKeySet();
  private static final ReferenceQueue<HoldableSync> GONE = new ReferenceQueue<>();

  private ContendedLocks() {}

  static void add(HoldableSync sync) {
    for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
      LOCKS.remove(gone);
    }
    LOCKS.add(new WeakReference<>(sync, GONE));
  }

  /** Those that exist at the moment, each once, in no order. */
  static Set<HoldableSync> all() {
    Set<HoldableSync> all = new LinkedHashSet<>();
    for (WeakReference<HoldableSync> reference : LOCKS) {
      HoldableSync sync = reference.get();
      if (sync != null) {
        all.add(sync);
      }
    }
    return all;
  }
}
