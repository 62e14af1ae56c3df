package dev.ropewalk.sync;

import java.util.List;

/**
 * A thread tried to acquire a mutex while it holds another, although the two were acquired in the other order before:
 * threads that do so at the same time can deadlock. Nothing was acquired.
 *
 * <p>Its own stack is where the mutex was to be acquired, its cause where the thread acquired the one that it holds. The
 * suppressed exceptions are the other order, which may lead over further mutexes: for each step, where the one was
 * acquired, and then where the next was with the one held. See {@link LockOrder}.
 */
public final class LockOrderException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  LockOrderException(String message, Acquisition held, List<Acquisition> otherOrder) {
    super(message, held);
    otherOrder.forEach(this::addSuppressed);
  }

  /** Where a mutex was acquired, and by which thread. */
  static final class Acquisition extends Exception {

    private static final long serialVersionUID = 1L;

    Acquisition(HoldableSync sync) {
      super(sync.name() + " was acquired by " + HoldableSync.describe(Thread.currentThread()));
    }
  }
}
