package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.pool.LaunchSettings;
import dev.ropewalk.multiprocess.pool.Serializers;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What all workers of a pool have in common.
 *
 * @param launch how their processes are started
 * @param initializer the frame with what each process does first, or null
 * @param maxTasks after how many tasks a process is replaced
 * @param cancelGrace how long an interrupted body may take to end
 * @param breaks whether a worker that dies breaks the pool
 * @param maxAttempts how many workers may die under one task
 * @param standby how many processes are ready beside those that work
 * @param hook for tests of faults: is told of each step with a process, by the thread that serves it; else null
 */
record WorkerSettings(
    LaunchSettings launch,
    @Nullable Packet initializer,
    @Nullable ObjectSerializer serializer,
    int maxTasks,
    Duration cancelGrace,
    boolean breaks,
    int maxAttempts,
    int standby,
    @Nullable ObjLongConsumer<String> hook) {

  /**
   * Those that the options ask for.
   *
   * @throws NotPortableException if the initialiser can't travel
   * @throws IllegalArgumentException if the serializer can't be made
   */
  static WorkerSettings of(ProcessPoolOptions options, @Nullable ObjLongConsumer<String> hook) {
    ObjectSerializer serializer = make(options.serializer());
    return new WorkerSettings(
        options.workers().settings(),
        encode(options.initializer(), serializer),
        serializer,
        options.maxTasksPerWorker(),
        options.cancelGrace(),
        options.deathPolicy() == DeathPolicy.BREAK_POOL,
        options.maxAttempts(),
        options.standby(),
        hook);
  }

  private static @Nullable ObjectSerializer make(
      @Nullable Class<? extends ObjectSerializer> serializer) {
    if (serializer == null) {
      return null;
    }
    try {
      return Serializers.make(serializer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "a serializer is a public class with a public constructor without parameters, which does not fail: "
              + serializer,
          e);
    }
  }

  private static @Nullable Packet encode(
      @Nullable PortableRunnable initializer, @Nullable ObjectSerializer serializer) {
    if (initializer == null) {
      return null;
    }
    try {
      return Codec.encodeTask(Wire.INITIALIZE, initializer, null, serializer);
    } catch (IOException | RuntimeException e) {
      throw NotPortableException.ofTask(initializer, e);
    }
  }
}
