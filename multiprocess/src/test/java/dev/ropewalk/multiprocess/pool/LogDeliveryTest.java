package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.multiprocess.internal.Codec;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LogDeliveryTest {

  /** A child is anybody's code. */
  @Test
  void recordThatClaimsMoreThanItHolds_takesNoMemory() throws Exception {
    byte[] frame = Codec.encode(Wire.LOG, new Object[] {new long[] {1, 2, 3}});
    int numbers = 3 * Long.BYTES;
    ByteBuffer.wrap(frame).putInt(frame.length - numbers - Integer.BYTES, 100_000_000);
    assertThat(LogDelivery.deliver(frame, "a child"))
        .contains("a child could not be logged here", "filter status: REJECTED");
  }
}
