package dev.ropewalk.executors.engine;

import java.util.concurrent.Future;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** The threads that wait until a task is done. */
final class DoneLatch extends AbstractQueuedSynchronizer {

  private static final long serialVersionUID = 1;

  private final transient Future<?> task;

  DoneLatch(Future<?> task) {
    this.task = task;
  }

  /** Returns once the task is done. */
  void await() throws InterruptedException {
    acquireSharedInterruptibly(0);
  }

  /** Whether the task was done in time. */
  boolean await(long nanos) throws InterruptedException {
    return tryAcquireSharedNanos(0, nanos);
  }

  /** The task is done. */
  void open() {
    boolean _ = releaseShared(0);
  }

  @Override
  protected int tryAcquireShared(int ignored) {
    return task.isDone() ? 1 : -1;
  }

  @Override
  protected boolean tryReleaseShared(int ignored) {
    return true;
  }
}
