package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.SafeText;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What a worker of a pool does on its main thread: one task after the other, until no more come. */
final class WorkerLoop {

  private final ParentLink link;

  WorkerLoop(ParentLink link) {
    this.link = link;
  }

  /** Returns when the parent says so. */
  void run() throws IOException, InterruptedException {
    for (byte[] order = link.receive(); order[0] == Wire.TASK; order = link.receive()) {
      link.send(Wire.frame(Wire.STARTED));
      byte[] reply = reply(order);
      boolean _ = Thread.interrupted(); // what a task did to its own thread ends with it
      link.send(reply);
    }
  }

  private static byte[] reply(byte[] order) {
    Object result;
    try {
      Object[] task = decode(order);
      result = call((Callable<?>) task[0], (ContextCarrier.@Nullable Snapshot) task[1]);
    } catch (Throwable failure) { // whatever a body throws belongs to whoever asks for its result
      return encodeFailure(failure);
    }
    try {
      return Codec.encode(Wire.RESULT, result);
    } catch (IOException | RuntimeException failure) {
      return encodeSurely(
          Wire.UNPORTABLE, new Object[] {SafeText.of(result), SafeText.of(failure)});
    } catch (Throwable failure) { // a result that is never finished with, or eats all memory
      return encodeFailure(failure);
    }
  }

  private static Object[] decode(byte[] order) throws IOException, ClassNotFoundException {
    try {
      return Codec.decodeSeveral(order, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw MissingClass.explain(e);
    }
  }

  private static @Nullable Object call(Callable<?> body, ContextCarrier.@Nullable Snapshot context)
      throws Exception {
    if (context == null) {
      return body.call();
    }
    try (ContextCarrier.Installed _ = context.install()) {
      return body.call();
    }
  }

  private static byte[] encodeFailure(Throwable failure) {
    byte[] itself = null;
    String reason = "";
    try {
      itself = Codec.encode(Wire.FAILURE, failure);
    } catch (Throwable second) { // of whatever kind: the first one must be told
      reason = SafeText.of(second);
    }
    return encodeSurely(
        Wire.FAILURE, new Object[] {itself, SafeText.of(failure), failure.getStackTrace(), reason});
  }

  /** For what consists of nothing but text. */
  private static byte[] encodeSurely(byte kind, Object message) {
    try {
      return Codec.encode(kind, message);
    } catch (IOException e) {
      throw new AssertionError("text can be serialized", e);
    }
  }
}
