package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An executor that hands its tasks to another one, and is shut down and ends with it. */
public abstract class ExecutorView extends AbstractTaskExecutor {

  private final AbstractTaskExecutor executor;

  /** A view of this executor. */
  protected ExecutorView(AbstractTaskExecutor executor) {
    this.executor = executor;
  }

  @Override
  protected final int parallelism() {
    return executor.parallelism();
  }

  @Override
  protected final List<TaskFuture<?>> unfinished() {
    return executor.unfinished();
  }

  @Override
  public final void shutdown(boolean cancelPending) {
    executor.shutdown(cancelPending);
  }

  @Override
  public final void shutdown(boolean wait, boolean cancelPending) throws InterruptedException {
    executor.shutdown(wait, cancelPending);
  }

  @Override
  public final void close() {
    executor.close();
  }

  @Override
  public final List<Runnable> shutdownNow() {
    return executor.shutdownNow();
  }

  @Override
  protected final void checkMayWait() {
    executor.checkMayWait();
  }

  @Override
  public final boolean isShutdown() {
    return executor.isShutdown();
  }

  @Override
  public final boolean isTerminated() {
    return executor.isTerminated();
  }

  @Override
  public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return executor.awaitTermination(timeout, unit);
  }
}
