package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.executors.engine.AbstractTaskExecutor;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.FieldPath;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.internal.SafeText;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import dev.ropewalk.threads.ContextCarrier;
import java.io.IOException;
import java.util.Objects;
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
  private final Orders orders;
  private final CodecTime time = new CodecTime();
  private final KnownFunctions functions = new KnownFunctions(time);
  private @Nullable ObjectSerializer serializer;
  private ThreadTraits traits = ThreadTraits.ofThisThread();

  WorkerLoop(ParentLink link) {
    this.link = link;
    this.orders = link.orders();
  }

  /** Returns when the parent says so. */
  void run() throws IOException {
    Packet order = orders.take();
    while (order.kind() != Wire.QUIT) {
      step("order came");
      Packet next = null;
      if (isTask(order)) {
        link.send(Packet.of(Wire.STARTED));
        step("start told");
        next = runAll(order);
      } else {
        obey(order);
      }
      order = next == null ? orders.take() : next;
    }
  }

  /** Runs a task and those that wait already when the one before ends. The next order, if there is one; it is no task. */
  private @Nullable Packet runAll(Packet first) throws IOException {
    Packet next = first;
    while (next != null && isTask(next)) {
      Packet reply = reply(next);
      step("body ended");
      next = next();
      if (next != null && isTask(next)) {
        reply.frame()[0] |= Wire.NEXT_BEGINS;
      }
      byte[] news = time.news();
      if (news != null) {
        link.send(Packet.of(news));
      }
      link.send(reply);
      step("reply sent");
    }
    return next;
  }

  /** The next order that is there and is a task, or is not for {@link #obey}. */
  private @Nullable Packet next() throws IOException {
    Packet order = orders.poll();
    while (order != null && isNote(order)) {
      obey(order);
      order = orders.poll();
    }
    return order;
  }

  private static boolean isTask(Packet order) {
    return Wire.isTask(order.kind()) || order.kind() == Wire.INITIALIZE;
  }

  private static boolean isNote(Packet order) {
    return order.kind() == Wire.FUNCTION || order.kind() == Wire.FORGET;
  }

  private void obey(Packet order) throws IOException {
    switch (order.kind()) {
      case Wire.FUNCTION -> functions.keep(order);
      case Wire.FORGET -> functions.forget(Codec.number(order.frame()));
      case Wire.SERIALIZER -> useSerializer(order);
      case Wire.WARM_UP -> {
        WarmUp.run(functions, this::reply);
        time.reset();
      }
      default -> throw new IOException("the parent sent the unknown order " + order.kind());
    }
  }

  private void useSerializer(Packet order) throws IOException {
    try {
      String name = (String) Objects.requireNonNull(Codec.decode(order.frame(), null));
      ObjectSerializer made = Serializers.make(name);
      serializer = made;
      functions.use(made);
    } catch (ReflectiveOperationException e) {
      throw new IOException("the serializer of the pool can't be made in a worker", e);
    }
  }

  private Packet reply(Packet order) {
    return switch (order.kind()) {
      case Wire.INITIALIZE -> reply(this::initialize, order);
      case Wire.CHUNK -> reply(functions::apply, order);
      case Wire.CALL -> reply(functions::call, order);
      default -> reply(this::run, order);
    };
  }

  /** What to do when an order comes. */
  interface Body {
    @Nullable Object run(Packet order) throws Exception;
  }

  private static void step(String name) {
    if (hook != null) {
      hook.accept(name);
    }
  }

  private Packet reply(Body body, Packet order) {
    Object result;
    try {
      result = runInterruptibly(body, order);
    } catch (Throwable failure) { // whatever a body throws belongs to whoever asks for its result
      return encodeFailure(failure);
    }
    time.begin();
    try {
      return Codec.encodeValue(Wire.RESULT, result, serializer);
    } catch (IOException | RuntimeException failure) {
      return encodeSurely(
          Wire.UNPORTABLE,
          new Object[] {SafeText.of(result), FieldPath.explain(result, "", failure)});
    } catch (Throwable failure) { // a result that is never finished with, or eats all memory
      return encodeFailure(failure);
    } finally {
      time.end();
    }
  }

  /** What others, or the body itself, did to its thread ends with it. */
  private @Nullable Object runInterruptibly(Body body, Packet order) throws Exception {
    orders.beginBody();
    try {
      return body.run(order);
    } finally {
      orders.endBody();
      if (order.kind() == Wire.INITIALIZE) {
        traits = ThreadTraits.ofThisThread(); // as it wants them for all tasks
      } else {
        traits.restore();
      }
    }
  }

  private @Nullable Object initialize(Packet order) throws Exception {
    Runnable initializer = (Runnable) decode(order)[0];
    time.reset();
    initializer.run();
    return null;
  }

  private @Nullable Object run(Packet order) throws Exception {
    Object[] task = decode(order);
    return call((Callable<?>) task[0], (ContextCarrier.@Nullable Snapshot) task[1]);
  }

  private Object[] decode(Packet order) throws IOException {
    time.begin();
    try {
      return Incoming.decode(loader -> Codec.decodeSeveral(order, loader, null, serializer));
    } finally {
      time.end();
    }
  }

  /** Runs a body with a context in place; null is the one of a thread that carries nothing. */
  static @Nullable Object call(Callable<?> body, ContextCarrier.@Nullable Snapshot context)
      throws Exception {
    try (ContextCarrier.Installed _ = (context == null ? NOTHING : context).install()) {
      return body.call();
    }
  }

  private static Packet encodeFailure(Throwable failure) {
    Object[] described = FailureDescription.of(failure);
    try {
      byte[] itself = Codec.encode(Wire.FAILURE, failure);
      return Packet.of(Codec.encode(Wire.FAILURE, new Object[] {itself, described, ""}));
    } catch (Throwable second) { // of whatever kind: the first one must be told
      return encodeSurely(Wire.FAILURE, new Object[] {null, described, SafeText.of(second)});
    }
  }

  /** For what consists of nothing but text. */
  private static Packet encodeSurely(byte kind, Object message) {
    try {
      return Packet.of(Codec.encode(kind, message));
    } catch (IOException e) {
      throw new AssertionError("text can be serialized", e);
    }
  }
}
