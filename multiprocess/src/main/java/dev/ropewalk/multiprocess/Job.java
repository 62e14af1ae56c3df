package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.SafeText;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A task that is ready to travel.
 *
 * @param future what its submitter holds
 * @param frame the task, encoded on the submitter's thread, as it was then
 * @param loader finds the classes of the result: the submitter's context class loader
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Job(EngineFuture<?> future, byte[] frame, @Nullable ClassLoader loader) {

  /**
   * Encodes a task.
   *
   * @throws NotPortableException if it can't be
   */
  static Job of(EngineFuture<?> future) {
    ContextCarrier.Snapshot context = future.context();
    Object travelling = context instanceof Serializable ? context : null;
    try {
      byte[] frame = Codec.encodeTask(Wire.TASK, future.body(), travelling);
      return new Job(future, frame, Thread.currentThread().getContextClassLoader());
    } catch (IOException | RuntimeException e) {
      throw NotPortableException.ofTask(future.body(), e);
    }
  }

  /** The task in messages. */
  @Override
  public String toString() {
    return SafeText.of(future.body());
  }
}
