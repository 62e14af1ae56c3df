package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskFuture;
import java.util.function.BooleanSupplier;

/** What an engine does about a thread that waits for one of its tasks; see {@link EngineFuture#waits}. */
public interface TaskWaits {

  /** Waits for a moment, if that is likely to pay; whether the task is done. Called first. */
  boolean spin(BooleanSupplier done);

  /**
   * The calling thread is about to block until the task is done. {@link #blocked} follows, unless this throws.
   *
   * @param timed whether it will give up at some time
   * @throws RuntimeException if it would wait forever
   */
  void blocking(TaskFuture<?> task, boolean timed);

  /** The calling thread no longer waits. */
  void blocked(TaskFuture<?> task);
}
