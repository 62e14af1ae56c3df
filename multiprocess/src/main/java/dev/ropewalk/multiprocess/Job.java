package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.executors.engine.FunctionCall;
import dev.ropewalk.executors.engine.MapChunk;
import dev.ropewalk.executors.engine.QuickCallback;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.internal.SafeText;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task that is ready to travel.
 *
 * @param future what its submitter holds
 * @param packet the task, encoded on the submitter's thread, as it was then
 * @param function what the packet counts on, null if that is complete
 * @param loader finds the classes of the result: the submitter's context class loader
 * @param serializer that of the pool, if it has one
 */
record Job(
    EngineFuture<?> future,
    Packet packet,
    @Nullable SentFunction function,
    @Nullable ClassLoader loader,
    @Nullable ObjectSerializer serializer) {

  /** Nothing to do. */
  static final Job NONE =
      new Job(
          new EngineFuture<>(() -> "", ContextCarrier.none().capture()),
          Packet.of(),
          null,
          null,
          null);

  /**
   * Encodes a task.
   *
   * @param serializer that of the pool, if it has one
   * @param unused is told of a function that no task and no map needs any more
   * @throws NotPortableException if it can't be
   */
  static Job of(
      EngineFuture<?> future,
      @Nullable ObjectSerializer serializer,
      Consumer<SentFunction> unused) {
    ContextCarrier.Snapshot context = future.context();
    Object travelling =
        context instanceof Serializable && !context.carriesNothing() ? context : null;
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return switch (future.body()) {
      case MapChunk<?, ?> chunk -> ofChunk(future, chunk, travelling, loader, serializer, unused);
      case FunctionCall<?, ?> call when travelling == null ->
          ofCall(future, call, loader, serializer);
      case Object body ->
          new Job(future, encode(body, travelling, serializer), null, loader, serializer);
    };
  }

  private static <T extends @Nullable Object> Job ofChunk(
      EngineFuture<T> future,
      MapChunk<?, ?> chunk,
      @Nullable Object context,
      @Nullable ClassLoader loader,
      @Nullable ObjectSerializer serializer,
      Consumer<SentFunction> unused) {
    Consumer<SentFunction> release =
        function -> {
          if (function.release()) {
            unused.accept(function);
          }
        };
    SentFunction function =
        chunk
            .function()
            .noteOfEngine(
                SentFunction.class, () -> ofMap(chunk.function().function(), serializer), release);
    Packet packet = encode(chunk, function, context, serializer);
    function.use();
    QuickCallback<T> atEnd = _ -> release.accept(function);
    future.addDoneCallback(atEnd);
    return new Job(future, packet, function, loader, serializer);
  }

  private static SentFunction ofMap(
      PortableFunction<?, ?> function, @Nullable ObjectSerializer serializer) {
    SentFunction stateless = StatelessFunctions.find(function);
    if (stateless == null) {
      return SentFunction.of(function, serializer);
    }
    stateless.use(); // by the map
    return stateless;
  }

  private static Job ofCall(
      EngineFuture<?> future,
      FunctionCall<?, ?> call,
      @Nullable ClassLoader loader,
      @Nullable ObjectSerializer serializer) {
    SentFunction function = StatelessFunctions.find(call.function());
    if (function == null) {
      return new Job(future, encode(call, null, serializer), null, loader, serializer);
    }
    Object argument = call.argument();
    try {
      Packet packet = Codec.encodeNumberedValue(Wire.CALL, function.number(), argument, serializer);
      return new Job(future, packet, function, loader, serializer);
    } catch (IOException | RuntimeException e) {
      throw NotPortableException.ofTask(call, argument, "argument", e);
    }
  }

  private static Packet encode(
      Object body, @Nullable Object context, @Nullable ObjectSerializer serializer) {
    try {
      return Codec.encodeTask(Wire.TASK, body, context, serializer);
    } catch (IOException | RuntimeException e) {
      throw NotPortableException.ofTask(body, e);
    }
  }

  private static Packet encode(
      MapChunk<?, ?> chunk,
      SentFunction function,
      @Nullable Object context,
      @Nullable ObjectSerializer serializer) {
    try {
      Packet compact =
          context == null
              ? Codec.encodeNumberedList(Wire.CHUNK, function.number(), chunk.items())
              : null;
      if (compact != null) {
        return compact;
      }
      return Codec.encodeNumbered(
          Wire.CHUNK, function.number(), new Object[] {chunk.items(), context}, serializer);
    } catch (IOException | RuntimeException e) {
      throw NotPortableException.ofTask(chunk, chunk.items(), "items", e);
    }
  }

  /** Whether this is {@link #NONE}. */
  boolean isNone() {
    return packet.isEmpty();
  }

  /** The task in messages. */
  @Override
  public String toString() {
    return SafeText.of(future.taskName());
  }
}
