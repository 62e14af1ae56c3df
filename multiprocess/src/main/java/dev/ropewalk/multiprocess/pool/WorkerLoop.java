package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.executors.engine.AbstractTaskExecutor;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.FieldPath;
import dev.ropewalk.multiprocess.internal.SafeText;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a worker of a pool does on its main thread: one task after the other, until no more come. */
final class WorkerLoop {

  /** For tests of faults: is told of each step, on the main thread, which alone touches this. */
  static @Nullable Consumer<String> hook;

  /** Of this process before its first task. */
  private static final ContextCarrier.Snapshot NOTHING = AbstractTaskExecutor.captureContext();

  private final ParentLink link;
  private final KnownFunctions functions = new KnownFunctions();

  WorkerLoop(ParentLink link) {
    this.link = link;
  }

  /** Returns when the parent says so. */
  void run() throws IOException, InterruptedException {
    for (byte[] order = link.receive(); order[0] != Wire.QUIT; order = link.receive()) {
      step("order came");
      switch (order[0]) {
        case Wire.INITIALIZE -> answer(WorkerLoop::initialize, order);
        case Wire.TASK -> answer(WorkerLoop::run, order);
        case Wire.CHUNK -> answer(functions::apply, order);
        case Wire.CALL -> answer(functions::call, order);
        case Wire.FUNCTION -> functions.keep(order);
        case Wire.FORGET -> functions.forget(Codec.number(order));
        default -> throw new IOException("the parent sent the unknown order " + order[0]);
      }
    }
  }

  /** What to do when an order comes. */
  interface Body {
    @Nullable Object run(byte[] order) throws Exception;
  }

  private void answer(Body body, byte[] order) throws IOException {
    link.send(Wire.frame(Wire.STARTED));
    step("start told");
    byte[] reply = reply(body, order);
    step("body ended");
    link.send(reply);
    step("reply sent");
  }

  private static void step(String name) {
    if (hook != null) {
      hook.accept(name);
    }
  }

  private byte[] reply(Body body, byte[] order) {
    Object result;
    try {
      result = runInterruptibly(body, order);
    } catch (Throwable failure) { // whatever a body throws belongs to whoever asks for its result
      return encodeFailure(failure);
    }
    try {
      return Codec.encodeValue(Wire.RESULT, result);
    } catch (IOException | RuntimeException failure) {
      return encodeSurely(
          Wire.UNPORTABLE,
          new Object[] {SafeText.of(result), FieldPath.explain(result, "", failure)});
    } catch (Throwable failure) { // a result that is never finished with, or eats all memory
      return encodeFailure(failure);
    }
  }

  /** What others, or the body itself, did to its thread ends with it. */
  private @Nullable Object runInterruptibly(Body body, byte[] order) throws Exception {
    link.beginBody();
    try {
      return body.run(order);
    } finally {
      link.endBody();
    }
  }

  private static @Nullable Object initialize(byte[] order) throws Exception {
    ((Runnable) decode(order)[0]).run();
    return null;
  }

  private static @Nullable Object run(byte[] order) throws Exception {
    Object[] task = decode(order);
    return call((Callable<?>) task[0], (ContextCarrier.@Nullable Snapshot) task[1]);
  }

  private static Object[] decode(byte[] order) throws IOException, ClassNotFoundException {
    try {
      return Codec.decodeSeveral(order, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw MissingClass.explain(e);
    }
  }

  /** Runs a body with a context in place; null is the one of a thread that carries nothing. */
  static @Nullable Object call(Callable<?> body, ContextCarrier.@Nullable Snapshot context)
      throws Exception {
    try (ContextCarrier.Installed _ = (context == null ? NOTHING : context).install()) {
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
        Wire.FAILURE, new Object[] {itself, FailureDescription.of(failure), reason});
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
