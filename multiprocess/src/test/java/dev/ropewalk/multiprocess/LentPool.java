package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.AbstractTaskExecutor;
import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.testkit.Delays;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A process pool that one test after the other gets: closing it waits for the tasks of the test and leaves the processes, which
 * take long to start, to the next. For tests that don't ask how a pool ends.
 */
final class LentPool extends AbstractTaskExecutor {

  private final ProcessPool pool;
  private final Set<EngineFuture<?>> tasks = ConcurrentHashMap.newKeySet();
  private volatile boolean shutdown;

  LentPool(ProcessPool pool) {
    this.pool = pool;
  }

  @Override
  protected void enqueue(EngineFuture<?> task) {
    if (shutdown) {
      throw new RejectedExecutionException("cannot submit a task after shutdown: " + this);
    }
    tasks.add(task);
    pool.enqueue(task);
  }

  @Override
  protected int parallelism() {
    return pool.maxWorkers();
  }

  @Override
  protected List<TaskFuture<?>> unfinished() {
    List<TaskFuture<?>> unfinished = new ArrayList<>(tasks);
    unfinished.removeIf(TaskFuture::isDone);
    return unfinished;
  }

  @Override
  public void shutdown(boolean cancelPending) {
    shutdown = true;
    if (cancelPending) {
      tasks.forEach(EngineFuture::withdraw);
    }
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown(true);
    tasks.forEach(task -> task.cancel(true));
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown
        && tasks.stream().allMatch(task -> task.isDone() && !task.isRunning())
        && pool.idleWorkerCount() == pool.workerCount(); // callbacks included
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    Awaitility.await().atMost(Delays.LONG).until(this::isTerminated);
    return true;
  }

  @Override
  public String toString() {
    return "lent " + pool;
  }
}
