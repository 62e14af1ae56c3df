package dev.ropewalk.executors;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What {@link Futures#wait(java.util.Collection) Futures.wait} found: the named tuple {@code (done, not_done)} of Python. Both
 * sets keep the order of the futures waited for, and can't be changed.
 *
 * @param done those with a result, an exception or a cancellation
 * @param pending the others
 * @param <F> the kind of future
 */
public record DoneAndPending<F extends TaskFuture<?>>(Set<F> done, Set<F> pending) {

  /** Takes copies of both. */
  public DoneAndPending {
    done = Collections.unmodifiableSet(new LinkedHashSet<>(done));
    pending = Collections.unmodifiableSet(new LinkedHashSet<>(pending));
  }
}
