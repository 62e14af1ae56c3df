package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.threads.ContextCarrier;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of what a worker sends. */
class ReplyTest {

  private static EngineFuture<Object> deliver(byte[] frame) {
    EngineFuture<Object> future =
        new EngineFuture<>(() -> "never called", ContextCarrier.none().capture());
    assertThat(future.start(() -> {})).isTrue();
    Reply.deliver(
        Packet.of(frame), new Job(future, Packet.of(Wire.TASK), null, null, null), _ -> {});
    return future;
  }

  /** Three numbers that claim to be a hundred million, for which this JVM would have room. */
  private static byte[] bomb(byte kind, Object content) throws Exception {
    byte[] frame = Codec.encode(kind, content);
    int numbers = 3 * Long.BYTES;
    ByteBuffer.wrap(frame).putInt(frame.length - numbers - Integer.BYTES, 100_000_000);
    return frame;
  }

  @Test
  void arrayThatClaimsToBeLargerThanItsMessage_isRefusedBeforeThereIsMemoryForIt()
      throws Exception {
    long[] numbers = {1, 2, 3};
    for (byte[] frame :
        List.of(
            bomb(Wire.RESULT, numbers),
            bomb(Wire.FAILURE, new Object[] {numbers}),
            bomb(Wire.UNPORTABLE, new Object[] {numbers}))) {
      assertThat(deliver(frame).exceptionNow())
          .isInstanceOf(NotPortableException.class)
          .hasStackTraceContaining("an array of 100000000 elements is claimed to be in");
    }
  }

  /** Fails when it is asked for its text. */
  @SuppressWarnings("OverrideThrowableToString") // that it fails is the point
  private static final class SpeechlessException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new AssertionError("no text");
    }
  }

  /** Can't be deserialized. */
  private static final class Sour implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream stream) {
      throw new SpeechlessException();
    }
  }

  /** A worker is anybody's code, and what can't be deserialized too. */
  @Test
  void whateverAReplySays_theFutureEnds() throws Exception {
    byte[] sour = Codec.encode(Wire.FAILURE, new Sour());
    StackTraceElement[] stack = new Throwable().getStackTrace();
    Object[] described = {"text", stack, null, new Object[0]};
    StackTraceElement[] holes = {null};
    for (byte[] frame :
        List.of(
            Codec.encode(Wire.RESULT, new Sour()),
            Codec.encode(Wire.UNPORTABLE, new Object[] {new Sour()}),
            Codec.encode(Wire.UNPORTABLE, new Object[0]),
            Codec.encode(Wire.FAILURE, new Object[] {sour, described, ""}),
            Codec.encode(Wire.FAILURE, new Object[] {"no bytes"}),
            Codec.encode(
                Wire.FAILURE,
                new Object[] {null, new Object[] {"text", null, null, new Object[0]}, ""}),
            Codec.encode(
                Wire.FAILURE,
                new Object[] {null, new Object[] {"text", holes, null, new Object[0]}, ""}),
            Codec.encode((byte) 99, new Object[0]))) {
      assertThat(deliver(frame).state()).isEqualTo(Future.State.FAILED);
    }
  }

  @Test
  void largeAndManyHonestObjects_pass() throws Exception {
    Map<Integer, byte[]> map = new HashMap<>(1 << 16, 0.25f);
    IntStream.range(0, 10_000).forEach(n -> map.put(n, null));
    map.put(-1, new byte[1 << 20]);
    Object result = deliver(Codec.encode(Wire.RESULT, map)).resultNow();
    assertThat((Map<?, ?>) result).hasSize(10_001);
  }
}
