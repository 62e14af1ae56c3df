package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.TaskWaits;
import dev.ropewalk.threads.internal.WaitPolicy;
import java.util.function.BooleanSupplier;

/** What a pool does about threads that wait for its tasks: they spin if that pays, and may find that they starve it. */
final class PoolWaits {
  /*
   * One policy for all who wait for tasks of this pool. A waiter may spin because a worker was awake and looking when its
   * task was handed over, which each task remembers by which of the two objects it has; or because recent waits were
   * short, whoever waited.
   */
  private final ThreadPool pool;
  private final Starvation starvation;
  private final WaitPolicy policy = new WaitPolicy();
  private final TaskWaits toAwake = new Waits(true);
  private final TaskWaits toAsleep = new Waits(false);

  PoolWaits(ThreadPool pool, Starvation starvation) {
    this.pool = pool;
    this.starvation = starvation;
  }

  /** For a task handed over while a worker was looking for one, or not. */
  TaskWaits afterHandOff(boolean workerAwake) {
    return workerAwake ? toAwake : toAsleep;
  }

  private final class Waits implements TaskWaits {
    private final boolean workerAwake;

    Waits(boolean workerAwake) {
      this.workerAwake = workerAwake;
    }

    @Override
    public boolean spin(BooleanSupplier done) {
      return policy.spin(done, workerAwake);
    }

    @Override
    public void blocking(TaskFuture<?> task, boolean timed) {
      if (!timed && starvation.isWatched() && pool.isWorker()) {
        starvation.waits((WorkerThread) Thread.currentThread(), task);
      }
    }

    @Override
    public void blocked(TaskFuture<?> task) {
      if (starvation.isWatched() && pool.isWorker()) {
        starvation.waited((WorkerThread) Thread.currentThread());
      }
    }
  }
}
