package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/**
 * What a worker does while it waits for its first task: tasks of its own, of each kind. So the classes for them are there, and what
 * the first task of a program takes is its own classes.
 */
final class WarmUp {

  private static final int ROUNDS = 10;

  /** Of a function; the parent's are positive. */
  private static final long OWN = -1;

  private WarmUp() {}

  /** A task that travels. */
  private interface Task extends Callable<Object>, Serializable {}

  /**
   * Does it.
   *
   * @param functions knows the one that is applied, and has forgotten it afterwards
   * @param reply answers a task as if it had come from the parent
   */
  static void run(KnownFunctions functions, UnaryOperator<Packet> reply) throws IOException {
    PortableFunction<Integer, Integer> increment = n -> n + 1;
    List<Integer> items = List.of(1, 2);
    for (int i = 0; i < ROUNDS; i++) {
      int captured = i;
      Task task = () -> captured;
      Task failing = WarmUp::fail;
      functions.keep(Codec.encodeNumbered(Wire.FUNCTION, OWN, increment, null));
      for (Packet order :
          List.of(
              Codec.encodeTask(Wire.TASK, task, null, null),
              Codec.encodeTask(Wire.TASK, failing, null, null),
              Codec.encodeNumberedValue(Wire.CALL, OWN, i, null),
              Codec.encodeNumbered(Wire.CHUNK, OWN, new Object[] {items, null}, null))) {
        Packet _ = reply.apply(order);
      }
      functions.forget(OWN);
    }
  }

  private static Object fail() {
    throw new IllegalStateException("a failure that nobody sees");
  }
}
