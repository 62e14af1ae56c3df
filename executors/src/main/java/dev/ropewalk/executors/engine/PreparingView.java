package dev.ropewalk.executors.engine;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** An executor that does something with each task before another one gets it. */
final class PreparingView extends ExecutorView {

  private final AbstractTaskExecutor executor;
  private final String what;
  private final Consumer<EngineFuture<?>> before;

  PreparingView(AbstractTaskExecutor executor, String what, Consumer<EngineFuture<?>> before) {
    super(executor);
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
  public String toString() {
    return what + " " + executor;
  }
}
