package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.engine.EngineFuture;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.pool.Wire;
import dev.ropewalk.threads.ContextCarrier;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of what a worker sends. */
class ReplyTest {

  private static EngineFuture<Object> deliver(byte[] frame) {
    EngineFuture<Object> future =
        new EngineFuture<>(() -> "never called", ContextCarrier.none().capture());
    assertThat(future.start(() -> {})).isTrue();
    Reply.deliver(frame, new Job(future, new byte[1], null, null), () -> {});
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

  @Test
  void largeAndManyHonestObjects_pass() throws Exception {
    Map<Integer, byte[]> map = new HashMap<>(1 << 16, 0.25f);
    IntStream.range(0, 10_000).forEach(n -> map.put(n, null));
    map.put(-1, new byte[1 << 20]);
    Object result = deliver(Codec.encode(Wire.RESULT, map)).resultNow();
    assertThat((Map<?, ?>) result).hasSize(10_001);
  }
}
