package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskFuture;
import java.util.concurrent.locks.ReentrantLock;

/** Notices that all workers of a pool wait for tasks that only they could run. */
final class Starvation {
  /*
   * A worker says what it waits for, and looks at the others, under one lock, the pool's: of several that begin to wait
   * the last one sees all others wait. Tasks for which all workers wait can't become done while the lock is held, except
   * by being cancelled from outside, since it takes a worker to run them: those that submitters run themselves are not waited
   * for through this. A worker that was free when the others began to wait does not leave as a surplus while there are tasks
   * (Crew.isLastHope).
   */
  private final WhenStarved whenStarved;
  private final ReentrantLock lock;
  private final Crew crew;
  private final TaskLanes lanes;

  Starvation(WhenStarved whenStarved, ReentrantLock lock, Crew crew, TaskLanes lanes) {
    this.whenStarved = whenStarved;
    this.lock = lock;
    this.crew = crew;
    this.lanes = lanes;
  }

  /** Whether it looks for that at all. */
  boolean isWatched() {
    return whenStarved != WhenStarved.WAIT;
  }

  /** A worker is about to wait, without a timeout, for a task of its pool. */
  void waits(WorkerThread worker, TaskFuture<?> task) {
    lock.lock();
    try {
      worker.waitingFor = task;
      if (!crew.isFullOf(Starvation::waitsInVain)) {
        return;
      }
      if (whenStarved == WhenStarved.FAIL || lanes.isEmpty()) {
        worker.waitingFor = null;
        throw new StarvedPoolException(
            "this task would wait forever: all "
                + crew.size()
                + " threads of the pool wait for tasks of the same pool, this one for "
                + task
                + (lanes.isEmpty()
                    ? ". None of these tasks can end: they wait for each other"
                    : ". Give the pool more threads, or use WhenStarved.ADD_WORKER"));
      }
      worker.extra = true;
      crew.addExtra();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it waits for a task of its pool that is not done; the caller holds the lock. */
  static boolean waitsInVain(WorkerThread worker) {
    return worker.waitingFor != null && !worker.waitingFor.isDone();
  }

  /** The worker no longer waits. */
  void waited(WorkerThread worker) {
    WorkerThread leaver = null;
    lock.lock();
    try {
      worker.waitingFor = null;
      if (worker.extra) {
        worker.extra = false;
        leaver = crew.removeExtra();
      }
    } finally {
      lock.unlock();
    }
    if (leaver != null) {
      leaver.wake();
    }
  }
}
