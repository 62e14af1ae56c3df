package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.engine.TaskWaits;
import java.util.function.BooleanSupplier;

/**
 * Notices callbacks that wait for tasks: they run on the thread of a worker, and what that worker's process does meanwhile nobody
 * else would take notice of.
 */
final class CallbackWaits implements TaskWaits {

  @Override
  public boolean spin(BooleanSupplier done) {
    return done.getAsBoolean();
  }

  @Override
  public void blocking(TaskFuture<?> task, boolean timed) {
    PoolWorker.aboutToWait();
  }

  @Override
  public void blocked(TaskFuture<?> task) {}
}
