package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.engine.MapChunk;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions that this worker was sent apart from what they are applied to. Each is decoded when it is first used, so that a
 * failure is that task's, and serves all tasks that name it. Confined to the main thread.
 */
final class KnownFunctions {

  /** As they came; each goes when it is decoded. */
  private final Map<Long, Packet> packets = new HashMap<>();

  private final Map<Long, PortableFunction<@Nullable Object, @Nullable Object>> functions =
      new HashMap<>();

  private final CodecTime time;
  private @Nullable ObjectSerializer serializer;

  /** @param time counts how long they and their arguments take to decode */
  KnownFunctions(CodecTime time) {
    this.time = time;
  }

  /** What the parent sends may have been written by this. */
  void use(ObjectSerializer other) {
    serializer = other;
  }

  /** One that the parent sent. */
  void keep(Packet packet) {
    packets.put(Codec.number(packet.frame()), packet);
  }

  /** One that is needed no more. */
  void forget(long number) {
    packets.remove(number);
    functions.remove(number);
  }

  /** Does what a frame of {@link Wire#CALL} says. */
  @Nullable Object call(Packet order) throws Exception {
    PortableFunction<@Nullable Object, @Nullable Object> function =
        function(Codec.number(order.frame()));
    @Nullable Object argument = decode(order);
    return WorkerLoop.call(() -> function.apply(argument), null);
  }

  /** Does what a frame of {@link Wire#CHUNK} says. */
  @SuppressWarnings("unchecked") // the parent says so
  @Nullable Object apply(Packet order) throws Exception {
    PortableFunction<@Nullable Object, @Nullable Object> function =
        function(Codec.number(order.frame()));
    return switch (decode(order)) {
      case List<?> items -> WorkerLoop.call(() -> MapChunk.apply(function, items), null);
      case Object[] chunk ->
          WorkerLoop.call(
              () -> MapChunk.apply(function, (List<Object>) chunk[0]),
              (ContextCarrier.@Nullable Snapshot) chunk[1]);
      case null, default -> throw new IOException("the parent sent no items");
    };
  }

  @SuppressWarnings("unchecked") // the parent says so
  private PortableFunction<@Nullable Object, @Nullable Object> function(long number)
      throws IOException {
    PortableFunction<@Nullable Object, @Nullable Object> known = functions.get(number);
    if (known != null) {
      return known;
    }
    Packet packet = packets.get(number);
    if (packet == null || !(decode(packet) instanceof PortableFunction<?, ?> decoded)) {
      throw new IOException("the parent did not send the function of this task");
    }
    known = (PortableFunction<@Nullable Object, @Nullable Object>) decoded;
    functions.put(number, known);
    packets.remove(number);
    return known;
  }

  private @Nullable Object decode(Packet packet) throws IOException {
    time.begin();
    try {
      return Incoming.<@Nullable Object>decode(
          loader -> Codec.decodeNumbered(packet, loader, serializer));
    } finally {
      time.end();
    }
  }
}
