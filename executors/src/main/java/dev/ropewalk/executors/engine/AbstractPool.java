package dev.ropewalk.executors.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An executor of workers and a queue: one lock guards them both, and with them how far the shutdown has come. */
public abstract class AbstractPool extends AbstractTaskExecutor {
  /*
   * Invariants, whenever the lock is free:
   *
   * P1 The phase only moves on, in the order of its constants.
   * P2 A submission racing with shutdown comes before it, and then its task runs, or after it, and is rejected: none is
   *    stranded. A pool that adds under the lock has that by checkOpen; ThreadPool, which doesn't, says how it does it.
   * P3 TERMINATED is entered by the last worker to leave, or by shutdown when there is none, so it implies that all bodies
   *    have ended.
   */

  /** How far the shutdown of a pool has come. */
  protected enum Phase {
    /** Takes tasks. */
    OPEN,
    /** Takes no more tasks; those it has run. */
    SHUT_DOWN,
    /** The bodies that run were told to stop. */
    STOPPING,
    /** There is neither a worker nor a task. */
    TERMINATED
  }

  /** Guards everything of a pool that changes. */
  protected final ReentrantLock lock = new ReentrantLock();

  /** Where workers wait for tasks, and for the shutdown. */
  protected final Condition work = lock.newCondition();

  private final Condition terminated = lock.newCondition();

  /** Written under the lock; volatile for those who look without it. */
  private volatile Phase phase = Phase.OPEN;

  /** For pools. */
  protected AbstractPool() {}

  /** How far the shutdown has come; a caller without the lock may see it move on at any time. */
  protected final Phase phase() {
    return phase;
  }

  /**
   * Called with the lock held before a task is added, and possibly without it before that costs much.
   *
   * @throws RejectedExecutionException if this pool is shut down
   */
  protected final void checkOpen() {
    if (isShutdown()) {
      throw new RejectedExecutionException("cannot submit a task after shutdown: " + this);
    }
  }

  /**
   * Whether the calling thread runs a body of this pool, or the callbacks of one: such a thread would wait for itself if it
   * waited for the end.
   */
  protected boolean isWorker() {
    return false;
  }

  /** Whether there is neither a worker nor a task in the queue. */
  @GuardedBy("lock")
  protected abstract boolean isEmpty();

  /**
   * Moves on to a later phase. In {@link Phase#STOPPING} the bodies that run are told to stop, if they run on threads of
   * this JVM.
   *
   * @param takePending whether to take the tasks that have not begun out of the queue
   * @return those, if so; some may have ended or begin meanwhile
   */
  protected abstract List<EngineFuture<?>> leave(Phase next, boolean takePending);

  @Override
  public final void shutdown(boolean cancelPending) {
    for (EngineFuture<?> task : leave(Phase.SHUT_DOWN, cancelPending)) {
      boolean _ = task.withdraw();
    }
  }

  @Override
  public final void shutdown(boolean wait, boolean cancelPending) throws InterruptedException {
    shutdown(cancelPending);
    if (wait) {
      checkMayWait();
      boolean _ = awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public final void close() {
    shutdown();
    checkMayWait();
    super.close();
  }

  @Override
  protected final void checkMayWait() {
    if (isWorker()) {
      throw new IllegalStateException(
          "a task can't wait for the end of the executor that runs it, though that takes no more tasks now: "
              + this);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Tasks that were cancelled before have ended, and are not among those returned.
   */
  @Override
  public List<Runnable> shutdownNow() {
    List<Runnable> neverBegun = new ArrayList<>();
    for (EngineFuture<?> task : leave(Phase.STOPPING, true)) {
      if (task.withdraw()) {
        neverBegun.add(task);
      }
    }
    return neverBegun;
  }

  /** Moves on to a phase, unless the shutdown is that far already, and wakes the workers to look. */
  @GuardedBy("lock")
  protected final void moveOn(Phase next) {
    if (phase.compareTo(next) < 0) {
      phase = next;
    }
    work.signalAll();
    terminateIfEmpty();
  }

  /** Called whenever a worker has left. */
  @GuardedBy("lock")
  protected final void terminateIfEmpty() {
    if (phase != Phase.OPEN && isEmpty()) {
      phase = Phase.TERMINATED;
      terminated.signalAll();
    }
  }

  @Override
  public final boolean isShutdown() {
    return phase != Phase.OPEN;
  }

  @Override
  public final boolean isTerminated() {
    return phase == Phase.TERMINATED;
  }

  @Override
  public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = unit.toNanos(timeout);
    lock.lockInterruptibly();
    try {
      while (phase != Phase.TERMINATED) {
        if (nanos <= 0) {
          return false;
        }
        nanos = terminated.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
