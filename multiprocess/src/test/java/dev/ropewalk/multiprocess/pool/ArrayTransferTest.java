package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.LargeArrays;
import dev.ropewalk.multiprocess.internal.Packet;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sender and a receiver of large arrays without processes between them. */
class ArrayTransferTest {

  private static final int SLICE = ArraySender.SLICE;

  /** From the sender. */
  private final Deque<byte[]> sent = new ArrayDeque<>();

  private final List<Byte> kinds = new ArrayList<>();
  private final ArrayReceiver receiver = new ArrayReceiver(this::answer);
  private final ArraySender sender = new ArraySender(this::send, this::receiveNext);
  private boolean refuses;
  private int mostOnTheWay;

  @AfterEach
  void close() {
    sender.close();
    receiver.close();
  }

  private void send(byte[] frame) {
    kinds.add(frame[0]);
    sent.add(frame);
    mostOnTheWay = Math.max(mostOnTheWay, sent.size());
  }

  private void receiveNext() throws IOException {
    byte[] frame = sent.remove();
    if (refuses && frame[0] == Wire.WINDOW) {
      answer(Wire.frame(Wire.ROOM, 0));
    } else {
      assertThat(receiver.accept(frame)).isTrue();
    }
  }

  private void answer(byte[] frame) {
    assertThat(frame[0]).isEqualTo(Wire.ROOM);
    sender.granted(Codec.number(frame));
  }

  private static long[] numbers(int length) {
    long[] numbers = new long[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = i * 31L;
    }
    return numbers;
  }

  private Object transfer(Object array) throws IOException {
    MemorySegment bytes = MemorySegment.ofArray((long[]) array);
    sender.send(bytes);
    while (!sent.isEmpty()) {
      receiveNext();
    }
    Packet whole = receiver.complete(new byte[] {Wire.TASK});
    assertThat(whole.arrays()).hasSize(1);
    return LargeArrays.arrayOf(whole.arrays().getFirst());
  }

  @Test
  void noMoreSlicesThanThereAreSlots_areOnTheWay() throws Exception {
    long[] numbers = numbers(10 * SLICE / Long.BYTES + 1);
    assertThat(transfer(numbers)).isEqualTo(numbers);
    assertThat(mostOnTheWay).isEqualTo(ArraySender.SLOTS);
    assertThat(kinds).containsOnlyOnce(Wire.WINDOW);
    long[] others = numbers(SLICE);
    assertThat(transfer(others)).isEqualTo(others);
    assertThat(kinds).containsOnlyOnce(Wire.WINDOW);
  }

  @Test
  void receiverThatCanNotMapTheWindow_getsSlicesInTheirFrames() throws Exception {
    refuses = true;
    long[] numbers = numbers(3 * SLICE / Long.BYTES + 1);
    assertThat(transfer(numbers)).isEqualTo(numbers);
    assertThat(transfer(numbers)).isEqualTo(numbers);
    assertThat(kinds).containsOnlyOnce(Wire.WINDOW);
  }

  @Test
  void windowThatIsNotThere_isRefused() throws Exception {
    List<Long> answers = new ArrayList<>();
    try (ArrayReceiver alone = new ArrayReceiver(frame -> answers.add(Codec.number(frame)))) {
      String token = "00000000-0000-0000-0000-000000000000";
      for (String path : List.of("/proc/1/fd/77", "/dev/shm/ropewalk-shared-" + token)) {
        assertThat(alone.accept(Codec.encode(Wire.WINDOW, new Object[] {token, path}))).isTrue();
      }
    }
    assertThat(answers).containsExactly(0L, 0L);
  }

  @Test
  void arrays_belongToTheNextFrameThatCarriesAnObject() throws Exception {
    sender.send(MemorySegment.ofArray(numbers(8)));
    sender.send(MemorySegment.ofArray(numbers(9)));
    while (!sent.isEmpty()) {
      receiveNext();
    }
    assertThat(receiver.complete(Wire.frame(Wire.FORGET, 1)).arrays()).isEmpty();
    byte[] result = {Wire.RESULT | Wire.NEXT_BEGINS};
    assertThat(receiver.complete(result).arrays()).hasSize(2);
    assertThat(receiver.complete(result).arrays()).isEmpty();
  }

  private static byte[] head(char type, long length) {
    return ByteBuffer.allocate(11).put(Wire.ARRAY).putChar(type).putLong(length).array();
  }

  @Test
  void whoeverDoesNotKeepToTheRules_isRefused() throws Exception {
    for (byte[] head :
        List.of(
            head('B', -1), head('J', 12), head('Z', 8), head('B', 1L << 31), head('D', 1L << 40))) {
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> receiver.accept(head))
          .withMessageStartingWith("an array of ");
    }
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> receiver.accept(Wire.frame(Wire.SLICE)));
    assertThat(receiver.accept(head('B', 8))).isTrue();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> receiver.accept(Wire.frame(Wire.SLICE)))
        .withMessage("a slice in no window");
    for (int length : List.of(2, 10)) {
      byte[] slice = new byte[length];
      slice[0] = Wire.SLICE;
      assertThatIOException().isThrownBy(() -> receiver.accept(slice));
    }
  }

  /** A gigabyte that is announced takes none before it comes. */
  @Test
  void length_isNotBelieved() throws Exception {
    try (ArrayReceiver small = new ArrayReceiver(_ -> {})) {
      long before = usedByThisThread();
      assertThat(small.accept(head('B', 1 << 30))).isTrue();
      assertThat(usedByThisThread() - before).isLessThan(32 << 20);
    }
  }

  private static long usedByThisThread() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
