package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.internal.ArrayClaims;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.internal.SafeText;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.multiprocess.spi.ObjectSerializer;
import java.io.IOException;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What a worker answers when a body has ended, made into the outcome of the future. */
final class Reply {

  private Reply() {}

  /**
   * Ends the job's future, whatever is in the packet.
   *
   * @param beforeTold is told when all of the frame is understood, and how many nanoseconds that took
   */
  static void deliver(Packet packet, Job job, LongConsumer beforeTold) {
    long begin = System.nanoTime();
    Throwable failure = null;
    @Nullable Object result = null;
    if (packet.kind() == Wire.RESULT) {
      try {
        result = decode(packet, job.loader(), job.serializer());
      } catch (Throwable undecodable) { // of whatever kind: a future must end
        failure = undecodable(job.toString(), undecodable);
      }
    } else {
      failure = told(packet, job.toString(), job.loader());
    }
    beforeTold.accept(System.nanoTime() - begin);
    if (failure == null) {
      succeed(job.future(), result);
    } else {
      job.future().fail(failure);
    }
  }

  /** What went wrong there; null if nothing did. */
  static @Nullable Throwable failure(Packet packet, String task, @Nullable ClassLoader loader) {
    return packet.kind() == Wire.RESULT ? null : told(packet, task, loader);
  }

  private static Throwable told(Packet packet, String task, @Nullable ClassLoader loader) {
    try {
      Object[] content = Codec.decodeSeveral(packet, loader, new ArrayClaims(packet), null);
      return switch (packet.kind()) {
        case Wire.FAILURE -> failure(content, loader);
        case Wire.UNPORTABLE ->
            new NotPortableException(
                "what "
                    + task
                    + " returned can't travel back: "
                    + content[1]
                    + "; it was: "
                    + content[0],
                null);
        default -> new IllegalStateException("a worker sent a frame of kind " + packet.kind());
      };
    } catch (Throwable failure) { // of whatever kind: a future must end
      return undecodable(task, failure);
    }
  }

  private static @Nullable Object decode(
      Packet packet, @Nullable ClassLoader loader, @Nullable ObjectSerializer serializer)
      throws IOException, ClassNotFoundException {
    return Codec.decodeValue(packet, loader, new ArrayClaims(packet), serializer);
  }

  private static NotPortableException undecodable(String task, Throwable failure) {
    return new NotPortableException(
        "what " + task + " returned can't be deserialized here: " + SafeText.of(failure), failure);
  }

  private static Object known(@Nullable Object content) {
    return Objects.requireNonNull(content, "only a result may be null");
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the body, which returned it, says that it is a T
  private static <T extends @Nullable Object> void succeed(
      EngineFuture<T> future, @Nullable Object result) {
    future.succeed((T) result);
  }

  private static Throwable failure(Object[] remote, @Nullable ClassLoader loader) {
    byte[] itself = (byte[]) remote[0];
    Object[] described = (Object[]) remote[1];
    if (itself == null) {
      return RemoteTaskException.of(described, (String) remote[2], null);
    }
    try {
      return (Throwable) known(decode(Packet.of(itself), loader, null));
    } catch (Throwable e) { // readObject is anybody's code
      return RemoteTaskException.of(described, SafeText.of(e), e);
    }
  }
}
