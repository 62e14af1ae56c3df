package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.MapFunction;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.pool.Wire;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The function of a map, encoded once, as it was when the first task of the map was submitted. A worker gets it before the
 * first of those tasks that it runs, keeps it decoded, and forgets it when the map is over.
 */
final class SentFunction {
  /*
   * users counts the map itself, until its last task was submitted, and each task that is not done. It never rises from 0, since
   * only the map adds tasks.
   */
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final long number = NUMBERS.getAndIncrement();
  private final byte[] frame;
  private final AtomicInteger users = new AtomicInteger(1);

  private SentFunction(MapFunction<?, ?> function) throws IOException {
    frame = Codec.encodeNumbered(Wire.FUNCTION, number, function.function());
  }

  /**
   * Encodes a function.
   *
   * @throws NotPortableException if it can't be
   */
  static SentFunction of(MapFunction<?, ?> function) {
    try {
      return new SentFunction(function);
    } catch (IOException | RuntimeException e) {
      throw NotPortableException.ofTask(function.function(), e);
    }
  }

  long number() {
    return number;
  }

  /** What makes it known to a worker. */
  byte[] frame() {
    return frame;
  }

  /** There is a task more. */
  void use() {
    users.incrementAndGet();
  }

  /** There is a user less; whether it was the last. */
  boolean release() {
    return users.decrementAndGet() == 0;
  }

  /** Whether nobody will need it any more. */
  boolean isOver() {
    return users.get() == 0;
  }
}
