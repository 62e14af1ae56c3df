package dev.ropewalk.executors.thread;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.executors.engine.ExecutorView;

/** A pool whose submissions have a priority. */
final class PriorityView extends ExecutorView {

  private final ThreadPool pool;
  private final int priority;

  PriorityView(ThreadPool pool, int priority) {
    super(pool);
    this.pool = pool;
    this.priority = priority;
  }

  @Override
  protected void enqueue(EngineFuture<?> task) {
    pool.enqueue(task, priority);
  }

  @Override
  public String toString() {
    return pool + " at priority " + priority;
  }
}
