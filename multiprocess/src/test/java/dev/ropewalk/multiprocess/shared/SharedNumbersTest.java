package dev.ropewalk.multiprocess.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.ProcessPool;
import dev.ropewalk.multiprocess.memory.SharedBlock;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class SharedNumbersTest {

  static byte[] encode(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(object);
    }
    return bytes.toByteArray();
  }

  static Object decode(byte[] bytes) throws Exception {
    try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return stream.readObject();
    }
  }

  @Test
  void longValue_hasTheOperationsOfAnAtomicLong() {
    try (SharedValue.OfLong value = SharedValue.ofLong(5)) {
      assertThat(value.get()).isEqualTo(5);
      value.set(Long.MIN_VALUE);
      assertThat(value.getAndSet(7)).isEqualTo(Long.MIN_VALUE);
      assertThat(value.compareAndSet(6, 8)).isFalse();
      assertThat(value.compareAndSet(7, 8)).isTrue();
      assertThat(value.getAndAdd(2)).isEqualTo(8);
      assertThat(value.addAndGet(-3)).isEqualTo(7);
      assertThat(value.updateAndGet(before -> before * 6)).isEqualTo(42);
      assertThat(value).hasToString("SharedValue.OfLong[42]");
    }
  }

  @Test
  void doubleValue_comparesBits() {
    try (SharedValue.OfDouble value = SharedValue.ofDouble(0.0)) {
      assertThat(value.compareAndSet(-0.0, 1)).isFalse();
      assertThat(value.getAndSet(Double.NaN)).isZero();
      assertThat(value.compareAndSet(Double.NaN, 1.5)).isTrue();
      assertThat(value.addAndGet(1)).isEqualTo(2.5);
      assertThat(value.updateAndGet(before -> before * 2)).isEqualTo(5.0);
      value.set(-1.25);
      assertThat(value.get()).isEqualTo(-1.25);
      assertThat(value).hasToString("SharedValue.OfDouble[-1.25]");
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestArray.test_array_from_size")
  void newArrays_areZeros_alsoAfterOthersWereFilledAndFreed() {
    for (int round = 0; round < 3; round++) {
      try (SharedArray.OfLong longs = SharedArray.ofLongs(1000);
          SharedArray.OfDouble doubles = SharedArray.ofDoubles(1000)) {
        assertThat(longs.length()).isEqualTo(1000);
        assertThat(longs.toArray()).containsOnly(0);
        assertThat(doubles.toArray()).containsOnly(0);
        for (int i = 0; i < 1000; i++) {
          longs.set(i, -1);
          doubles.set(i, -1);
        }
      }
    }
    try (SharedArray.OfLong none = SharedArray.ofLongs(0)) {
      assertThat(none.length()).isZero();
      assertThat(none.toArray()).isEmpty();
    }
    assertThatIllegalArgumentException().isThrownBy(() -> SharedArray.ofLongs(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> SharedArray.ofDoubles(-1));
  }

  @Test
  void elements_haveAtomicOperationsAndBounds() {
    try (SharedArray.OfLong longs = SharedArray.copyOf(new long[] {1, 2, 3});
        SharedArray.OfDouble doubles = SharedArray.copyOf(new double[] {0.5, 1.5})) {
      assertThat(longs.get(2)).isEqualTo(3);
      assertThat(longs.getAndAdd(0, 10)).isEqualTo(1);
      assertThat(longs.addAndGet(0, 1)).isEqualTo(12);
      assertThat(longs.compareAndSet(1, 3, 4)).isFalse();
      assertThat(longs.compareAndSet(1, 2, 4)).isTrue();
      assertThat(longs.updateAndGet(1, n -> n * n)).isEqualTo(16);
      assertThat(longs.toArray()).containsExactly(12, 16, 3);
      assertThat(doubles.get(1)).isEqualTo(1.5);
      assertThat(doubles.compareAndSet(0, 0.5, 2)).isTrue();
      assertThat(doubles.addAndGet(0, 0.25)).isEqualTo(2.25);
      assertThat(doubles.updateAndGet(1, n -> -n)).isEqualTo(-1.5);
      assertThat(doubles.toArray()).containsExactly(2.25, -1.5);
      for (int index : new int[] {-1, 3}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> longs.get(index))
            .withMessageContaining(String.valueOf(index));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> doubles.set(index, 0));
      }
      assertThat(longs).hasToString("SharedArray.OfLong[length 3]");
      assertThat(doubles).hasToString("SharedArray.OfDouble[length 2]");
    }
  }

  @Test
  void addition_fromSeveralProcesses_losesNothing() throws Exception {
    try (SharedValue.OfLong sum = SharedValue.ofLong(0);
        SharedArray.OfDouble doubles = SharedArray.ofDoubles(1)) {
      List<ChildProcess> processes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        processes.add(
            ChildProcess.of(
                    () -> {
                      for (int n = 0; n < 100_000; n++) {
                        long _ = sum.addAndGet(1);
                        double _ = doubles.addAndGet(0, 0.5);
                      }
                    })
                .start());
      }
      for (ChildProcess process : processes) {
        process.join();
        assertThat(process.exitCode()).hasValue(0);
      }
      assertThat(sum.get()).isEqualTo(200_000);
      assertThat(doubles.get(0)).isEqualTo(100_000);
    }
  }

  @Test
  void interruptedThread_makesAndTakesNumbersAllTheSame_andStaysInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    try (SharedValue.OfLong value = SharedValue.ofLong(3)) {
      value.set(4);
      assertThat(value.get()).isEqualTo(4);
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void closedNumbers_refuseAccess() {
    SharedValue.OfLong value = SharedValue.ofLong(1);
    SharedArray.OfLong array = SharedArray.ofLongs(1);
    value.close();
    value.close();
    array.close();
    assertThatIllegalStateException().isThrownBy(value::get);
    assertThatIllegalStateException().isThrownBy(() -> array.set(0, 1));
    assertThat(value).hasToString("SharedValue.OfLong[closed]");
    assertThat(array).hasToString("SharedArray.OfLong[length 1, closed]");
  }

  @Test
  void handle_inItsOwnProcess_isTheSameObject_untilThatIsClosed() throws Exception {
    byte[] handle;
    try (SharedValue.OfLong value = SharedValue.ofLong(1)) {
      handle = encode(value);
      assertThat(decode(handle)).isSameAs(value);
    }
    assertThatThrownBy(() -> decode(handle))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("keep it open there");
  }

  @Test
  void handle_ofADescriptorThatIsSomethingElseByNow_isRefused() throws Exception {
    boolean reused = false;
    while (!reused) { // in most cases at once: the kernel gives the lowest free descriptor
      SharedValue.OfLong value = SharedValue.ofLong(1);
      byte[] handle = encode(value);
      value.close();
      try (SharedValue.OfLong other = SharedValue.ofLong(2)) {
        reused = other.block.path().equals(value.block.path());
        assertThatThrownBy(() -> decode(handle)).isInstanceOf(InvalidObjectException.class);
        assertThat(other.get()).isEqualTo(2);
      }
    }
  }

  @Test
  void valueMadeInAWorker_outlivesItThere() throws Exception {
    try (ProcessPool pool = new ProcessPool(1)) {
      SharedArray.OfLong made = pool.submit(() -> SharedArray.copyOf(new long[] {4, 5})).get();
      try (made) {
        assertThatThrownBy(() -> pool.submit(() -> Runtime.getRuntime().halt(1)).get())
            .isInstanceOf(ExecutionException.class);
        assertThat(made.toArray()).containsExactly(4, 5);
      }
    }
  }

  @Test
  void tasksOfOneWorker_mapTheSameArrayOnce_andClosingItThereIsNotFinal() throws Exception {
    try (ProcessPool pool = new ProcessPool(1);
        SharedArray.OfLong array = SharedArray.ofLongs(1)) {
      for (int i = 0; i < 20; i++) {
        long _ = pool.submit(() -> array.addAndGet(0, 1)).get();
      }
      long mappings = pool.submit(() -> mappingsOf(array.block.token())).get();
      assertThat(mappings).isEqualTo(1);
      pool.submit(array::close).get();
      assertThat(pool.submit(() -> array.addAndGet(0, 1)).get()).isEqualTo(21);
      assertThat(array.get(0)).isEqualTo(21);
    }
  }

  private static long mappingsOf(String token) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains(token)).count();
    }
  }

  @Test
  void numbersThatNobodyCloses_areFreedWhenTheyAreUnreachable() throws Exception {
    List<String> before = NothingLeftBehind.socketsAndMemoryFiles();
    for (int i = 0; i < 10; i++) {
      SharedValue.ofLong(i).set(1);
    }
    Awaitility.await()
        .atMost(Delays.LONG)
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(NothingLeftBehind.socketsAndMemoryFiles())
                  .hasSizeLessThanOrEqualTo(before.size());
              assertThat(mappingsOf("ropewalk-shared")).isZero();
            });
  }

  @Test
  void temporaryFile_whereThereAreNoMemoryFiles_servesTheSame() throws Exception {
    SharedBlock block = SharedBlock.createInTemporaryFile(2 * Long.BYTES);
    Path file = block.path();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (SharedArray.OfLong array = Arrivals.register(new SharedArray.OfLong(block, 2))) {
      assertThat(array.toArray()).containsExactly(0, 0);
      ChildProcess process = ChildProcess.of(() -> array.set(1, 42)).start();
      process.join();
      assertThat(process.exitCode()).hasValue(0);
      assertThat(array.toArray()).containsExactly(0, 42);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void temporaryFile_hasItsRoomOnTheDiskFromTheStart() throws Exception {
    int bytes = 1_000_001;
    SharedBlock block = SharedBlock.createInTemporaryFile(bytes);
    try {
      assertThat(block.path()).hasSize(bytes);
      Process stat = new ProcessBuilder("stat", "-c", "%b", block.path().toString()).start();
      String blocksOf512 = new String(stat.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(Long.parseLong(blocksOf512) * 512).isGreaterThanOrEqualTo(bytes);
    } finally {
      block.close();
    }
  }

  @Test
  void temporaryFile_isDeletedWhenItsMakerExits() throws Exception {
    try (SharedArray.OfLong path = SharedArray.ofLongs(1000)) {
      ChildProcess process =
          ChildProcess.of(
                  () -> {
                    try {
                      SharedBlock block = SharedBlock.createInTemporaryFile(8);
                      byte[] name = block.path().toString().getBytes(UTF_8);
                      for (int i = 0; i < name.length; i++) {
                        path.set(i, name[i]);
                      }
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  })
              .start();
      process.join();
      assertThat(process.exitCode()).hasValue(0);
      StringBuilder name = new StringBuilder();
      for (int i = 0; path.get(i) != 0; i++) {
        name.append((char) path.get(i));
      }
      assertThat(name.toString()).contains("ropewalk-shared-");
      assertThat(Path.of(name.toString())).doesNotExist();
    }
  }
}
