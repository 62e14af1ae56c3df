package dev.ropewalk.multiprocess.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.multiprocess.connection.Peers.Running;
import dev.ropewalk.multiprocess.internal.FrameChannel;
import dev.ropewalk.testkit.Delays;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectRulesTest {

  record Point(int x, int y) implements Serializable {}

  static Stream<Object> values() {
    Map<Integer, Object> large = new HashMap<>();
    IntStream.range(0, 10_000).forEach(i -> large.put(i, "value " + i));
    return Stream.of(
        true,
        'c',
        (byte) 1,
        (short) 2,
        3,
        4L,
        5f,
        6d,
        "text",
        new BigInteger("12345678901234567890"),
        new BigDecimal("1.23"),
        new int[] {1, 2},
        new String[][] {{"a"}, {}},
        new Object[] {1, "b"},
        new byte[100_000],
        List.of(1, 2, 3),
        List.of(),
        Set.of("x"),
        Map.of("k", List.of(1)),
        new ArrayList<>(List.of(1)),
        new HashSet<>(List.of(1, 2)),
        new TreeSet<>(List.of(2, 1)),
        large,
        new LinkedHashMap<>(Map.of(1, 2)),
        new TreeMap<>(Map.of("a", 1)),
        Arrays.asList(1, 2),
        Collections.unmodifiableList(new ArrayList<>(List.of(1))),
        Collections.emptyMap(),
        Map.entry("k", "v").getKey(),
        new ArrayDeque<>(List.of(1)).peek(),
        BitSet.valueOf(new long[] {5}),
        UUID.randomUUID(),
        Instant.now(),
        Duration.ofSeconds(1),
        LocalDateTime.of(2026, 11, 25, 1, 30),
        Instant.EPOCH.atZone(ZoneId.of("Europe/Paris")),
        DayOfWeek.FRIDAY);
  }

  private static Object passed(Object value, ObjectRules rules) throws Exception {
    return ObjectMessage.decode(ObjectMessage.encode(value), rules);
  }

  @ParameterizedTest
  @MethodSource
  void values(Object value) throws Exception {
    assertThat(passed(value, ObjectRules.values())).isEqualTo(value);
  }

  @Test
  void classesOfThePath_areForTheProcessesOfOneProgram() throws Exception {
    Point point = new Point(1, 2);
    assertThat(passed(point, ObjectRules.applicationClasses())).isEqualTo(point);
    assertThatExceptionOfType(RefusedObjectException.class)
        .isThrownBy(() -> passed(List.of(point), ObjectRules.values()))
        .withMessageContaining(Point.class.getName());
    assertThatExceptionOfType(RefusedObjectException.class)
        .isThrownBy(() -> passed(new Point[0], ObjectRules.values()))
        .withMessageContaining(Point.class.getName());
  }

  @Test
  void allowedPackage_isThatAndNoOther() throws Exception {
    String own = ObjectRulesTest.class.getPackageName();
    Point point = new Point(1, 2);
    assertThat(passed(point, ObjectRules.values().allowing("java.awt", own))).isEqualTo(point);
    for (String other : List.of("dev.ropewalk.multiprocess", own + ".inner", "dev")) {
      assertThatExceptionOfType(RefusedObjectException.class)
          .isThrownBy(() -> passed(point, ObjectRules.values().allowing(other)));
    }
    for (String none : List.of("", "a.", "a.*", "*", "a b")) {
      assertThatIllegalArgumentException().isThrownBy(() -> ObjectRules.values().allowing(none));
    }
  }

  @Test
  void functions_areNoValues() {
    assertThatExceptionOfType(RefusedObjectException.class)
        .isThrownBy(() -> passed((Runnable & Serializable) () -> {}, ObjectRules.values()))
        .withMessageContaining("java.lang.invoke.SerializedLambda");
  }

  @Test
  void depthAndReferences_haveLimits() throws Exception {
    ObjectRules few = ObjectRules.values().limitedTo(5, 50, 10_000);
    assertThat(passed(List.of(List.of(1)), few)).isEqualTo(List.of(List.of(1)));
    assertThatExceptionOfType(RefusedObjectException.class)
        .isThrownBy(() -> passed(List.of(List.of(List.of(List.of(List.of(1))))), few))
        .withMessageContaining("more than 5 deep");
    List<Integer> many = IntStream.range(1000, 1100).boxed().toList();
    assertThatExceptionOfType(RefusedObjectException.class)
        .isThrownBy(() -> passed(many, few))
        .withMessageContaining("more than 50 references");
    for (int[] wrong : new int[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ObjectRules.values().limitedTo(wrong[0], wrong[1], wrong[2]));
    }
  }

  @Test
  void limitOfBytes_isNeverMoreThanAMessageCanHave() {
    assertThat(ObjectRules.values().limitedTo(1, 1, Integer.MAX_VALUE).bytes())
        .isEqualTo(FrameChannel.MAX_FRAME);
    assertThat(ObjectRules.values().limitedTo(1, 1, 7).bytes()).isEqualTo(7);
  }

  @Test
  void setsInSets_thatTakeForeverToHash_areTooDeep() {
    Set<Object> root = new HashSet<>();
    Set<Object> one = root;
    Set<Object> two = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      Set<Object> nextOne = new HashSet<>();
      Set<Object> nextTwo = new HashSet<>(List.of("x"));
      Collections.addAll(one, nextOne, nextTwo);
      Collections.addAll(two, nextOne, nextTwo);
      one = nextOne;
      two = nextTwo;
    }
    assertThatExceptionOfType(RefusedObjectException.class)
        .isThrownBy(() -> passed(root, ObjectRules.values()))
        .withMessageContaining("deep");
  }

  @Test
  void arrayThatClaimsMoreThanTheMessageHolds_takesNoMemory() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream stream = new DataOutputStream(bytes);
    stream.writeByte(1);
    stream.writeShort(ObjectStreamConstants.STREAM_MAGIC);
    stream.writeShort(ObjectStreamConstants.STREAM_VERSION);
    stream.writeByte(ObjectStreamConstants.TC_ARRAY);
    stream.writeByte(ObjectStreamConstants.TC_CLASSDESC);
    stream.writeUTF("[J");
    stream.writeLong(0x782004B512B17593L);
    stream.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
    stream.writeShort(0);
    stream.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
    stream.writeByte(ObjectStreamConstants.TC_NULL);
    stream.writeInt(Integer.MAX_VALUE - 8);
    for (ObjectRules rules : List.of(ObjectRules.values(), ObjectRules.applicationClasses())) {
      assertThatExceptionOfType(RefusedObjectException.class)
          .isThrownBy(() -> ObjectMessage.decode(bytes.toByteArray(), rules))
          .withMessageContaining("claims an array");
    }
  }

  @Test
  void garbage_isRefused_inWhateverWayTheJdkFailsAtIt() throws IOException {
    byte[] good = ObjectMessage.encode(List.of("abc", 1));
    java.util.Random random = new java.util.Random(3);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bad = good.clone();
      bad[1 + random.nextInt(bad.length - 1)] ^= (byte) (1 << random.nextInt(8));
      try {
        ObjectMessage.decode(bad, ObjectRules.values());
      } catch (RefusedObjectException | ClassNotFoundException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(400);
  }

  @Test
  void overTcp_onlyValuesAreReceived_unlessAllowed() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    AuthKey key = AuthKey.of("k");
    ObjectRules points = ObjectRules.values().allowing(ObjectRulesTest.class.getPackageName());
    for (ObjectRules rules : List.of(ObjectRules.values(), points)) {
      try (Listener listener =
          rules == points ? Listener.open(any, key, rules) : Listener.open(any, key)) {
        Running<Connection> connecting =
            Peers.start(() -> Connection.connect(listener.address(), key));
        try (Connection accepted = listener.accept(Delays.LONG);
            Connection client = connecting.get()) {
          client.send(new Point(1, 2));
          client.send("text");
          if (rules == points) {
            assertThat(accepted.receive(Point.class)).isEqualTo(new Point(1, 2));
          } else {
            assertThatExceptionOfType(RefusedObjectException.class)
                .isThrownBy(accepted::receive)
                .withMessageContaining("Point");
          }
          assertThat(accepted.receive()).isEqualTo("text");
        }
      }
    }
  }
}
