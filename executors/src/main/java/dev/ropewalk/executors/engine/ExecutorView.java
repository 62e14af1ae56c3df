package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskFuture;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An executor that does something with each task before another one gets it. */
final class ExecutorView extends AbstractTaskExecutor {

  private final AbstractTaskExecutor executor;
  private final String what;
  private final Consumer<EngineFuture<?>> before;

  ExecutorView(AbstractTaskExecutor executor, String what, Consumer<EngineFuture<?>> before) {
    this.executor = executor;
    this.what = what;
    this.before = before;
  }

  @Override
  protected void enqueue(EngineFuture<?> task) {
    if (isShutdown()) { // before it waits for its turn
      throw new RejectedExecutionException("cannot submit a task after shutdown: " + this);
    }
    before.accept(task);
    executor.enqueue(task);
  }

  @Override
  protected int parallelism() {
    return executor.parallelism();
  }

  @Override
  protected List<TaskFuture<?>> unfinished() {
    return executor.unfinished();
  }

  @Override
  public void shutdown(boolean cancelPending) {
    executor.shutdown(cancelPending);
  }

  @Override
  public List<Runnable> shutdownNow() {
    return executor.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return executor.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return executor.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return executor.awaitTermination(timeout, unit);
  }

  @Override
  public String toString() {
    return what + " " + executor;
  }
}
