package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.pool.Wire;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a worker answers when a body has ended, made into the outcome of the future. */
final class Reply {

  private Reply() {}

  /** Ends the job's future, whatever is in the frame. */
  static void deliver(byte[] frame, Job job) {
    EngineFuture<?> future = job.future();
    @Nullable Object content;
    try {
      content = Codec.decode(frame, job.loader());
    } catch (Throwable failure) { // of whatever kind: a future must end
      future.fail(
          new NotPortableException(
              "what " + job + " returned can't be deserialized here: " + failure, failure));
      return;
    }
    switch (frame[0]) {
      case Wire.RESULT -> succeed(future, content);
      case Wire.FAILURE -> future.fail(failure((Object[]) known(content), job));
      case Wire.UNPORTABLE -> future.fail(unportable((Object[]) known(content), job));
      default ->
          future.fail(new IllegalStateException("a worker sent a frame of kind " + frame[0]));
    }
  }

  private static Object known(@Nullable Object content) {
    return Objects.requireNonNull(content, "only a result may be null");
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the body, which returned it, says that it is a T
  private static <T extends @Nullable Object> void succeed(
      EngineFuture<T> future, @Nullable Object result) {
    future.succeed((T) result);
  }

  private static Throwable failure(Object[] remote, Job job) {
    byte[] itself = (byte[]) remote[0];
    String text = (String) remote[1];
    StackTraceElement[] stack = (StackTraceElement[]) remote[2];
    if (itself == null) {
      return new RemoteTaskException(text, stack, (String) remote[3], null);
    }
    try {
      return (Throwable) known(Codec.decode(itself, job.loader()));
    } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
      return new RemoteTaskException(text, stack, e.toString(), e);
    }
  }

  private static NotPortableException unportable(Object[] result, Job job) {
    return new NotPortableException(
        "what " + job + " returned can't travel back: " + result[1] + "; it was: " + result[0],
        null);
  }
}
