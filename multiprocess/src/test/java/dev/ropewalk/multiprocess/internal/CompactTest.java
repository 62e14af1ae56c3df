package dev.ropewalk.multiprocess.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.executors.engine.ChunkResults;
import java.io.InvalidObjectException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompactTest {

  /** A lone half of a pair: no character, but a Java string may have it. */
  private static final String LONE_SURROGATE = "\ud83e";

  static Stream<Object> covered() {
    return Stream.of(
        true,
        false,
        (byte) -1,
        (short) -2,
        '\u1234',
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        -0.0f,
        Double.MIN_VALUE,
        "",
        "hemp \u00ff",
        "\u0100 rope \ud83e\udea2",
        LONE_SURROGATE,
        new boolean[] {true, false, true},
        new byte[] {-128, 127},
        new short[] {Short.MIN_VALUE, 3},
        new char[] {'a', '\uffff'},
        new int[] {Integer.MAX_VALUE, -1},
        new long[] {Long.MIN_VALUE, 2},
        new float[] {Float.MAX_VALUE, -1},
        new double[] {Math.PI, Double.NEGATIVE_INFINITY},
        new int[0]);
  }

  private static byte[] encoded(Object value) {
    byte[] bytes = new byte[Math.toIntExact(Compact.size(value))];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    Compact.put(out, value);
    assertThat(out.hasRemaining()).isFalse();
    assertThat(Compact.is(bytes[0])).isTrue();
    return bytes;
  }

  private static Object decoded(byte[] bytes) throws InvalidObjectException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    Object value = Compact.get(in);
    return value;
  }

  @ParameterizedTest
  @MethodSource("covered")
  void value_arrivesAsItWas_withItsType(Object value) throws Exception {
    Object arrived = decoded(encoded(value));
    assertThat(arrived).isExactlyInstanceOf(value.getClass());
    assertThat(List.of(arrived)).usingRecursiveComparison().isEqualTo(List.of(value));
  }

  @ParameterizedTest
  @MethodSource("covered")
  void value_thatEndsTooEarly_isRefused(Object value) {
    byte[] bytes = encoded(value);
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> decoded(part)).isInstanceOf(InvalidObjectException.class);
    }
  }

  @Test
  void null_isAValue() throws Exception {
    byte[] bytes = {0};
    assertThat(Compact.size(null)).isEqualTo(1);
    Compact.put(ByteBuffer.wrap(bytes), null);
    assertThat(decoded(bytes)).isNull();
  }

  @Test
  void results_keepTheirTime() throws Exception {
    ChunkResults<Object> results = new ChunkResults<>(3);
    results.addAll(Arrays.asList(1, null, "three"));
    results.took(42);
    assertThat(decoded(encoded(results)))
        .isInstanceOfSatisfying(
            ChunkResults.class, arrived -> assertThat(arrived.nanos()).isEqualTo(42))
        .isEqualTo(results);
  }

  @Test
  void list_ofAnyClass_isCoveredIfItsElementsAre() throws Exception {
    List<Object> list = Arrays.asList(1, 2L, null, "x", true);
    byte[] bytes = new byte[Math.toIntExact(Compact.listSize(list))];
    Compact.putList(ByteBuffer.wrap(bytes), list);
    assertThat(decoded(bytes)).isEqualTo(list);
    int[] shared = {1};
    assertThat(Compact.listSize(List.of(shared, shared))).isEqualTo(Compact.NOT_COVERED);
    assertThat(Compact.size(list)).isEqualTo(Compact.NOT_COVERED);
    assertThat(Compact.size(BigInteger.ONE)).isEqualTo(Compact.NOT_COVERED);
    assertThat(Compact.size(new Integer[] {1})).isEqualTo(Compact.NOT_COVERED);
  }

  /** Java serialization sends it once. */
  @Test
  void list_thatHasALongStringTwice_isNotCovered() {
    String text = "hemp".repeat(100);
    assertThat(Compact.listSize(List.of(text, text))).isEqualTo(Compact.NOT_COVERED);
    ChunkResults<Object> results = new ChunkResults<>(2);
    results.addAll(List.of(text, text));
    assertThat(Compact.size(results)).isEqualTo(Compact.NOT_COVERED);
    assertThat(Compact.listSize(List.of(text, "jute".repeat(100)))).isEqualTo(2 * 405 + 5);
    assertThat(Compact.listSize(List.of("hemp", "hemp"))).isEqualTo(2 * 9 + 5);
  }

  /** Each tag that has a length, with a length that the rest is too short for. */
  @Test
  void lengthsThatAreNotThere_takeNoMemory() {
    for (byte tag = 10; tag <= 21; tag++) {
      for (int length : new int[] {-1, 2, Integer.MAX_VALUE}) {
        ByteBuffer frame = ByteBuffer.allocate(14).put(tag);
        if (tag == 21) {
          frame.putLong(1);
        }
        byte[] bytes = Arrays.copyOf(frame.putInt(length).array(), frame.position());
        assertThatThrownBy(() -> decoded(bytes))
            .isInstanceOf(InvalidObjectException.class)
            .hasMessageContaining("a length of " + length);
      }
    }
  }

  @Test
  void unknownTags_areRefused_andAreNoneOfJavasStreams() {
    assertThatThrownBy(() -> decoded(new byte[] {22}))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("unknown tag 22");
    assertThatThrownBy(() -> decoded(new byte[] {20, 0, 0, 0, 1, 20}))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("unknown tag 20");
    assertThat(Compact.is((byte) 0xac)).isFalse();
    assertThat(Compact.is((byte) 23)).isFalse();
  }
}
