package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.AbstractTaskExecutor;
import dev.ropewalk.executors.engine.EngineFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A pool whose submissions have a priority. */
final class PriorityView extends AbstractTaskExecutor {

  private final ThreadPool pool;
  private final int priority;

  PriorityView(ThreadPool pool, int priority) {
    this.pool = pool;
    this.priority = priority;
  }

  @Override
  protected void enqueue(EngineFuture<?> task) {
    pool.enqueue(task, priority);
  }

  @Override
  protected int parallelism() {
    return pool.maxWorkers();
  }

  @Override
  protected List<TaskFuture<?>> unfinished() {
    return pool.unfinished();
  }

  @Override
  public void shutdown(boolean cancelPending) {
    pool.shutdown(cancelPending);
  }

  @Override
  public List<Runnable> shutdownNow() {
    return pool.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return pool.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.awaitTermination(timeout, unit);
  }

  @Override
  public String toString() {
    return pool + " at priority " + priority;
  }
}
