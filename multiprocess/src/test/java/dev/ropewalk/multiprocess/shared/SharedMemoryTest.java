package dev.ropewalk.multiprocess.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Pipe;
import java.nio.channels.Pipe.SinkChannel;
import java.nio.channels.Pipe.SourceChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingLeftBehind.class)
class SharedMemoryTest {

  private static final AtomicInteger NAMES = new AtomicInteger();

  static String newName() {
    return "ropewalk_test_" + ProcessHandle.current().pid() + "_" + NAMES.incrementAndGet();
  }

  static Stream<SegmentFolder> folders() {
    return Stream.of(SegmentFolder.standard(), SegmentFolder.portable());
  }

  static Path file(SharedMemory memory) {
    return Path.of("/dev/shm", memory.name());
  }

  @ParameterizedTest
  @MethodSource("folders")
  @CoversScenario("_test_multiprocessing._TestSharedMemory.test_shared_memory_basics")
  void namedSegment_isSharedByAllWhoAttach_untilItIsUnlinked(SegmentFolder folder) {
    String name = newName();
    try (SharedMemory made = SharedMemory.create(folder, name, 512)) {
      assertThat(made.name()).isEqualTo(name);
      assertThat(made.size()).isEqualTo(512);
      assertThat(made).hasToString("SharedMemory[" + name + ", size 512]");
      assertThat(folder.path().resolve(name)).hasSize(512);
      made.buffer().put(0, (byte) 42);
      try (SharedMemory attached = SharedMemory.attach(folder, name)) {
        assertThat(attached.size()).isEqualTo(512);
        assertThat(attached.buffer().get(0)).isEqualTo((byte) 42);
        attached.segment().set(ValueLayout.JAVA_BYTE, 511, (byte) 7);
      }
      assertThat(made.segment().get(ValueLayout.JAVA_BYTE, 511)).isEqualTo((byte) 7);
      assertThatExceptionOfType(SegmentExistsException.class)
          .isThrownBy(() -> SharedMemory.create(folder, name, 512))
          .withMessageContaining(name)
          .withCauseInstanceOf(FileAlreadyExistsException.class);
      made.unlink();
      assertThat(folder.path().resolve(name)).doesNotExist();
      assertThatExceptionOfType(NoSuchSegmentException.class)
          .isThrownBy(() -> SharedMemory.attach(folder, name))
          .withMessageContaining(name)
          .withCauseInstanceOf(NoSuchFileException.class);
      assertThatExceptionOfType(NoSuchSegmentException.class).isThrownBy(made::unlink);
      assertThat(made.buffer().get(0)).isEqualTo((byte) 42);
    }
  }

  @Test
  void sizeThatIsExpected_isChecked_otherThanInPython() {
    SharedMemory made = SharedMemory.create(100);
    try (made) {
      try (SharedMemory attached = SharedMemory.attach(made.name(), 100)) {
        assertThat(attached.size()).isEqualTo(100);
      }
      assertThatExceptionOfType(SizeMismatchException.class)
          .isThrownBy(() -> SharedMemory.attach(made.name(), 101))
          .withMessageContainingAll(made.name(), "100", "101");
    } finally {
      made.unlink();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  @CoversScenario("_test_multiprocessing._TestSharedMemory.test_shared_memory_recreate")
  void newName_thatIsTaken_isGivenUpForAnother(SegmentFolder folder) {
    Iterator<String> offered = List.of("rw_a", "rw_a", "rw_b").iterator();
    try (SharedMemory first = SharedMemory.create(folder, offered::next, 1);
        SharedMemory second = SharedMemory.create(folder, offered::next, 1)) {
      assertThat(first.name()).isEqualTo("rw_a");
      assertThat(second.name()).isEqualTo("rw_b");
      first.unlink();
      second.unlink();
    }
  }

  @Test
  void newName_looksAsPythons() {
    try (SharedMemory made = SharedMemory.create(1)) {
      assertThat(made.name()).matches("psm_[0-9a-f]{8}");
      made.unlink();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  @CoversScenario("_test_multiprocessing._TestSharedMemory.test_invalid_shared_memory_creation")
  void size_thatIsNotPositive_isRefused(long size) {
    String name = newName();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedMemory.create(size))
        .withMessageContaining(String.valueOf(size));
    assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.create(name, size));
    assertThat(Path.of("/dev/shm", name)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/a", "../a", "a\0b"})
  @CoversScenario(
      "_test_multiprocessing._TestSharedMemory.test_shared_memory_name_with_embedded_null")
  void name_thatIsNone_isRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.create(name, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.attach(name));
  }

  @Test
  void name_mayHave255Bytes() {
    String longest = "n".repeat(255);
    try (SharedMemory made = SharedMemory.create(longest, 1)) {
      SharedMemory.attach(longest).close();
      made.unlink();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedMemory.create(longest + "n", 1))
        .withMessageContainingAll("255", "256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "a\nb", "a b", "-a", ".a", "ropewalk"})
  @CoversScenario(
      "_test_multiprocessing.TestSharedMemoryNames.test_that_shared_memory_name_with_colons_has_no_resource_tracker_errors")
  void name_mayBeAnythingElse(String name) {
    String unique = name + newName();
    try (SharedMemory made = SharedMemory.create(unique, 1)) {
      SharedMemory.attach(unique).close();
      made.unlink();
    }
    assertThat(Path.of("/dev/shm", unique)).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void segments_areForThisUserOnly_andAllZeros(SegmentFolder folder) throws IOException {
    SharedMemory made = SharedMemory.create(folder, newName(), 5000);
    try (made) {
      Path file = folder.path().resolve(made.name());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(made.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    } finally {
      made.unlink();
    }
  }

  @Test
  void closedSegment_refusesAccess_alsoThroughViewsMadeBefore() {
    SharedMemory made = SharedMemory.create(8);
    MemorySegment segment = made.segment();
    ByteBuffer buffer = made.buffer();
    made.close();
    made.close();
    assertThat(made.isClosed()).isTrue();
    assertThat(made.size()).isEqualTo(8);
    assertThat(made).hasToString("SharedMemory[" + made.name() + ", size 8, closed]");
    assertThatIllegalStateException().isThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0));
    assertThatIllegalStateException().isThrownBy(() -> buffer.get(0));
    assertThatIllegalStateException().isThrownBy(made::buffer).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(made::restoreName);
    SharedMemory.attach(made.name()).close(); // closing is not unlinking
    made.unlink();
  }

  @Test
  void emptyFile_isNoSegmentYet() throws IOException {
    String name = newName();
    Path file = Files.createFile(Path.of("/dev/shm", name));
    try {
      assertThatExceptionOfType(SizeMismatchException.class)
          .isThrownBy(() -> SharedMemory.attach(name))
          .withMessageContainingAll(name, "empty");
      assertThatExceptionOfType(SizeMismatchException.class)
          .isThrownBy(() -> SharedMemory.attach(name, 1));
      Files.write(file, new byte[1]);
      assertThat(SharedMemory.attach(name, 1)).satisfies(SharedMemory::close);
    } finally {
      Files.delete(file);
    }
  }

  /** As in Python, where the first close raises BufferError. */
  @Test
  void close_whileTheMemoryIsInUse_fails_andSucceedsAfterwards() throws Exception {
    SharedMemory memory = SharedMemory.create(10);
    memory.unlink();
    Pipe pipe = Pipe.open();
    try (SourceChannel source = pipe.source();
        SinkChannel sink = pipe.sink();
        JoinedThreads threads = new JoinedThreads()) {
      JoinedThreads.Started<Integer> reader = threads.start(() -> source.read(memory.buffer()));
      awaitRead(reader.thread());
      assertThatIllegalStateException().isThrownBy(memory::close);
      assertThat(memory.isClosed()).isFalse();
      assertThat(memory.buffer().get(0)).isZero();
      sink.write(ByteBuffer.wrap(new byte[] {3}));
      threads.join();
      assertThat(memory.buffer().get(0)).isEqualTo((byte) 3);
      memory.close();
      assertThat(memory.isClosed()).isTrue();
      assertThat(memory.segment().scope().isAlive()).isFalse();
      memory.close();
    }
  }

  /** The thread is in native code then, and its state says that it runs. */
  private static void awaitRead(Thread reader) {
    ThreadStates.awaitTrue(
        reader + " to read",
        () ->
            Arrays.stream(reader.getStackTrace())
                .limit(1)
                .anyMatch(frame -> frame.getMethodName().equals("read0")));
  }

  @Test
  void buffers_areInTheOrderOfTheMachine_andWithinTheSegment() {
    SharedMemory made = SharedMemory.create(16);
    try (made) {
      made.segment().set(ValueLayout.JAVA_LONG, 8, 0x0102030405060708L);
      assertThat(made.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(made.buffer(8, 8).getLong(0)).isEqualTo(0x0102030405060708L);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> made.buffer(9, 8));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> made.segment().set(ValueLayout.JAVA_BYTE, 16, (byte) 1));
    } finally {
      made.unlink();
    }
  }

  @Test
  void segment_mayBeLargerThanABuffer() throws IOException {
    long size = 5L << 30;
    String name = newName();
    Path sparse = Path.of("/dev/shm", name);
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(size); // costs nothing until it is written
    }
    SharedMemory attached = SharedMemory.attach(name);
    try (attached) {
      assertThat(attached.size()).isEqualTo(size);
      attached.segment().set(ValueLayout.JAVA_BYTE, size - 1, (byte) 3);
      assertThat(attached.buffer(size - 4, 4).get(3)).isEqualTo((byte) 3);
      assertThatThrownBy(attached::buffer)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("buffer(offset, length)");
    } finally {
      attached.unlink();
    }
    assertThat(sparse).doesNotExist();
  }

  @Test
  void whatIsNoSegment_isNotAttachedTo() throws IOException {
    String name = newName();
    Path link = Path.of("/dev/shm", name);
    Files.createSymbolicLink(link, Path.of("/etc/hostname"));
    try {
      assertThatExceptionOfType(NoSuchSegmentException.class)
          .isThrownBy(() -> SharedMemory.attach(name));
      assertThatExceptionOfType(SegmentExistsException.class)
          .isThrownBy(() -> SharedMemory.create(name, 1));
    } finally {
      Files.delete(link);
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestSharedMemory.test_shared_memory_pickle_unpickle")
  void serializedSegment_isTheSameMemory_hereAndInAnotherProcess() throws Exception {
    SharedMemory made = SharedMemory.create(8);
    try (made) {
      assertThat(SharedNumbersTest.decode(SharedNumbersTest.encode(made))).isSameAs(made);
      ChildProcess process =
          ChildProcess.of(
                  () -> {
                    made.buffer().putInt(0, 17);
                    made.close();
                    try (SharedMemory again = SharedMemory.attach(made.name())) {
                      again.buffer().putInt(4, 18);
                    }
                  })
              .start();
      process.join();
      assertThat(process.exitCode()).hasValue(0);
      assertThat(made.buffer().getInt(0)).isEqualTo(17);
      assertThat(made.buffer().getInt(4)).isEqualTo(18);
    } finally {
      made.unlink();
    }
  }

  @Test
  @CoversScenario(
      "_test_multiprocessing._TestSharedMemory.test_shared_memory_pickle_unpickle_dead_object")
  void serializedSegment_thatIsUnlinked_isGone_alsoIfAnotherHasItsName() throws Exception {
    String name = newName();
    SharedMemory made = SharedMemory.create(name, 8);
    byte[] handle = SharedNumbersTest.encode(made);
    made.close();
    made.unlink();
    assertThatExceptionOfType(NoSuchSegmentException.class)
        .isThrownBy(() -> SharedNumbersTest.decode(handle));
    SharedMemory later = SharedMemory.create(name, 8);
    try (later) {
      assertThatExceptionOfType(NoSuchSegmentException.class)
          .isThrownBy(() -> SharedNumbersTest.decode(handle));
      assertThatExceptionOfType(NoSuchSegmentException.class).isThrownBy(made::unlink);
    } finally {
      later.unlink();
    }
  }

  @Test
  void interruptedThread_makesAndTakesSegmentsAllTheSame_andStaysInterrupted() {
    Thread.currentThread().interrupt();
    SharedMemory made = SharedMemory.create(8);
    SharedMemory.attach(made.name()).close();
    made.unlink();
    made.close();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void segmentThatNobodyCloses_isUnmappedWhenItIsUnreachable() {
    String name = newName();
    SharedMemory.create(name, 8).unlink();
    Awaitility.await()
        .atMost(Delays.LONG)
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(Files.readString(Path.of("/proc/self/maps"), UTF_8)).doesNotContain(name);
            });
  }
}
