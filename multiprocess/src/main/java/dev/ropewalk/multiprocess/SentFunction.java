package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A function that is encoded once, and travels to a worker before the first task that the worker runs with it. The worker keeps
 * it decoded until nobody will need it any more.
 */
final class SentFunction {
  /*
   * users counts whoever made this, until it submits no more tasks, and each task that is not done. It never rises from 0, since
   * only the maker adds tasks.
   */
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final long number = NUMBERS.getAndIncrement();
  private final Packet packet;
  private final AtomicInteger users = new AtomicInteger(1);

  private SentFunction(PortableFunction<?, ?> function, @Nullable ObjectSerializer serializer)
      throws IOException {
    packet = Codec.encodeNumbered(Wire.FUNCTION, number, function, serializer);
  }

  /**
   * Encodes a function.
   *
   * @throws NotPortableException if it can't be
   */
  static SentFunction of(PortableFunction<?, ?> function, @Nullable ObjectSerializer serializer) {
    try {
      return new SentFunction(function, serializer);
    } catch (IOException | RuntimeException e) {
      throw NotPortableException.ofTask(function, e);
    }
  }

  long number() {
    return number;
  }

  /** What makes it known to a worker. */
  Packet packet() {
    return packet;
  }

  /** There is a task, or a maker of tasks, more. */
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
