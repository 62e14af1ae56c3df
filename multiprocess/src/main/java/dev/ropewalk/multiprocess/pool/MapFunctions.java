package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.engine.MapChunk;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the maps that this worker works for. Each is decoded with its first chunk, so that a failure is that chunk's,
 * and serves all chunks of its map. Confined to the main thread.
 */
final class MapFunctions {

  /** As they came; each goes when it is decoded. */
  private final Map<Long, byte[]> frames = new HashMap<>();

  private final Map<Long, PortableFunction<Object, Object>> functions = new HashMap<>();

  /** One that the parent sent. */
  void keep(byte[] frame) {
    frames.put(Codec.number(frame), frame);
  }

  /** One that is needed no more. */
  void forget(long number) {
    frames.remove(number);
    functions.remove(number);
  }

  /** Does what a frame of {@link Wire#CHUNK} says. */
  @SuppressWarnings("unchecked") // the parent says so
  @Nullable Object apply(byte[] order) throws Exception {
    PortableFunction<Object, Object> function = function(Codec.number(order));
    Object[] chunk = (Object[]) decode(order);
    List<Object> items = (List<Object>) chunk[0];
    return WorkerLoop.call(
        () -> MapChunk.apply(function, items), (ContextCarrier.@Nullable Snapshot) chunk[1]);
  }

  @SuppressWarnings("unchecked") // the parent says so
  private PortableFunction<Object, Object> function(long number)
      throws IOException, ClassNotFoundException {
    PortableFunction<Object, Object> known = functions.get(number);
    if (known != null) {
      return known;
    }
    byte[] frame = frames.get(number);
    if (frame == null) {
      throw new IOException("the parent did not send the function of this chunk of a map");
    }
    PortableFunction<Object, Object> decoded = (PortableFunction<Object, Object>) decode(frame);
    functions.put(number, decoded);
    frames.remove(number);
    return decoded;
  }

  private static Object decode(byte[] frame) throws IOException, ClassNotFoundException {
    try {
      Object content = Codec.decodeNumbered(frame, Thread.currentThread().getContextClassLoader());
      if (content == null) {
        throw new IOException("the parent sent nothing");
      }
      return content;
    } catch (ClassNotFoundException | LinkageError e) {
      throw MissingClass.explain(e);
    }
  }
}
