package dev.ropewalk.multiprocess;

import static dev.ropewalk.multiprocess.ProcessPoolTest.waitingFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.multiprocess.internal.SharedPlace;
import dev.ropewalk.multiprocess.shared.SharedValue;
import dev.ropewalk.testkit.Delays;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large arrays arrive whole, in whatever they are, and as they were; in a pool of one worker that all tests have in common. */
class LargeArraysTest {

  private static final int MIB = 1 << 20;

  private static ProcessPool pool;

  @BeforeAll
  static void open() {
    pool = new ProcessPool(1);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 12));
    }
    return bytes;
  }

  private static Object same(Object object) {
    return object;
  }

  /** There and back. Of one type, since the compiler mixes up references to one method that differ in their types only. */
  private static Object sent(Object object) throws Exception {
    return pool.submit(LargeArraysTest::same, object).get();
  }

  /** On both sides of what counts as large, of a slice, of the window, and of what a length is believed for. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        (1 << 18) - 1,
        1 << 18,
        MIB,
        MIB + 1,
        4 * MIB,
        4 * MIB + 1,
        9 * MIB + 7,
        16 * MIB + 1
      })
  void bytes_comeBack(int length) throws Exception {
    byte[] bytes = bytes(length);
    assertThat(sent(bytes)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        boolean.class,
        byte.class,
        short.class,
        char.class,
        int.class,
        long.class,
        float.class,
        double.class
      })
  void arraysOfEachType_comeBack(Class<?> type) throws Exception {
    int length = MIB / 2 + 3;
    Object array = Array.newInstance(type, length);
    if (type == boolean.class) {
      Array.setBoolean(array, length - 1, true);
    } else {
      for (int i = 0; i < length; i += 999) {
        setNumber(array, i, (byte) (i % 127));
      }
    }
    assertThat(sent(array)).isEqualTo(array);
  }

  private static void setNumber(Object array, int index, byte number) {
    if (array instanceof char[] characters) {
      characters[index] = (char) number;
    } else {
      Array.setByte(array, index, number);
    }
  }

  /** Holds arrays in all ways. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Holder(int[] numbers, List<Object> list, byte[][] rows) implements Serializable {}

  @Test
  void arraysInsideOfOthers_comeBack_andOneIsStillOne() throws Exception {
    int[] numbers = IntStream.range(0, MIB).toArray();
    byte[] row = bytes(MIB);
    Holder holder = new Holder(numbers, List.of(numbers, "small", row), new byte[][] {row, row});
    Holder back = pool.submit(() -> holder).get();
    assertThat(back.numbers()).isEqualTo(numbers);
    assertThat(back.list()).containsExactly(numbers, "small", row);
    assertThat(back.list().getFirst()).isSameAs(back.numbers());
    assertThat(back.rows()[0]).isEqualTo(row).isSameAs(back.rows()[1]);
    assertThat(back.list().get(2)).isSameAs(back.rows()[0]);
  }

  @Test
  void arrays_areCapturedByFunctions_andItemsAndResultsOfMaps() {
    byte[] table = bytes(MIB);
    List<byte[]> items = List.of(bytes(MIB + 1), bytes(10), bytes(MIB + 2));
    List<byte[]> sums =
        pool.map(
                item -> {
                  byte[] sum = item.clone();
                  sum[0] += table[MIB - 1];
                  return sum;
                },
                items)
            .toList();
    for (int i = 0; i < items.size(); i++) {
      byte[] expected = items.get(i).clone();
      expected[0] += table[MIB - 1];
      assertThat(sums.get(i)).isEqualTo(expected);
    }
  }

  @Test
  void array_travelsAsItWasWhenItWasSubmitted() throws Exception {
    try (SharedValue.OfLong begun = SharedValue.ofLong(0);
        SharedValue.OfLong gate = SharedValue.ofLong(0)) {
      TaskFuture<Long> before = pool.submit(waitingFor(begun, gate));
      byte[] bytes = bytes(2 * MIB);
      byte[] asItWas = bytes.clone();
      TaskFuture<byte[]> plain = pool.submit(array -> array, bytes);
      TaskFuture<byte[]> captured = pool.submit(() -> bytes);
      Arrays.fill(bytes, (byte) 0);
      gate.set(1);
      before.get(Delays.LONG);
      assertThat(plain.get()).isEqualTo(asItWas);
      assertThat(captured.get()).isEqualTo(asItWas);
    }
  }

  /** Tasks and results are on their way at the same time, more than the sockets hold. */
  @Test
  void manyInBothDirections_allArrive() throws Exception {
    List<TaskFuture<byte[]>> futures = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      futures.add(pool.submit(array -> array, bytes(i % 3 == 0 ? 3 * MIB : 200_000)));
    }
    for (int i = 0; i < futures.size(); i++) {
      byte[] expected = bytes(i % 3 == 0 ? 3 * MIB : 200_000);
      assertThat(futures.get(i).get(Delays.LONG)).isEqualTo(expected);
    }
  }

  @Test
  void workerThatDiesWithAnArray_isReplaced() throws Exception {
    byte[] bytes = bytes(8 * MIB);
    TaskFuture<?> deadly =
        pool.submit(
            array -> {
              Runtime.getRuntime().halt(array.length == 8 * MIB ? 3 : 4);
              return array;
            },
            bytes);
    TaskFuture<byte[]> next = pool.submit(array -> array, bytes);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(deadly::get)
        .havingCause()
        .isInstanceOfSatisfying(
            WorkerDiedException.class, death -> assertThat(death.exitCode()).isEqualTo(3));
    assertThat(next.get(Delays.LONG)).isEqualTo(bytes);
  }

  @Test
  void arrayLargerThanTheHeapOfItsWorker_failsItsTask_andIsExplained() throws Exception {
    ProcessPoolOptions options =
        ProcessPoolOptions.defaults()
            .withMaxWorkers(1)
            .withWorkers(ProcessOptions.builder().setHeapLimit(32 * MIB).build());
    try (ProcessPool small = new ProcessPool(options)) {
      byte[] bytes = bytes(40 * MIB);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> small.submit(array -> array, bytes).get())
          .havingCause()
          .isInstanceOfSatisfying(
              WorkerDiedException.class, death -> assertThat(death.heapExhausted()).isTrue());
      assertThat(small.submit(array -> array, bytes(MIB)).get()).isEqualTo(bytes(MIB));
    }
  }

  /** As where there are no memory files. */
  @Test
  void withoutMemoryFiles_arraysComeBack() throws Exception {
    System.setProperty(SharedPlace.PORTABLE_PROPERTY, "true");
    try (ProcessPool portable = new ProcessPool(1)) {
      byte[] bytes = bytes(6 * MIB);
      assertThat(portable.submit(array -> array, bytes).get()).isEqualTo(bytes);
    } finally {
      System.clearProperty(SharedPlace.PORTABLE_PROPERTY);
    }
  }

  @Test
  void bodyOfAProcess_mayHaveThem() throws Exception {
    byte[] bytes = bytes(5 * MIB);
    int hash = Arrays.hashCode(bytes);
    try (SharedValue.OfLong there = SharedValue.ofLong(0)) {
      ChildProcess process = ChildProcess.of(() -> there.set(Arrays.hashCode(bytes))).start();
      process.join();
      assertThat(there.get()).isEqualTo(hash);
    }
  }

  @Test
  void initializer_mayHaveThem() throws Exception {
    byte[] bytes = bytes(2 * MIB);
    ProcessPoolOptions options =
        ProcessPoolOptions.defaults()
            .withMaxWorkers(1)
            .withInitializer(() -> System.setProperty("hash", "" + Arrays.hashCode(bytes)));
    PortableCallable<String> hash = () -> System.getProperty("hash");
    try (ProcessPool prepared = new ProcessPool(options)) {
      assertThat(prepared.submit(hash).get()).isEqualTo("" + Arrays.hashCode(bytes));
    }
  }
}
