package dev.ropewalk.multiprocess.shared;

import static dev.ropewalk.multiprocess.shared.SharedMemoryTest.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.multiprocess.CPython;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.testkit.CoversScenario;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Segments and lists written by a live CPython and read here, and the reverse. */
@ExtendWith(NothingLeftBehind.class)
class SharedMemoryPythonTest {

  /** What CPython needs before it attaches to what is not its own: each version in its way. */
  private static final String ATTACH =
      """
      import sys
      from multiprocessing import resource_tracker, shared_memory
      def attach(name):
          if sys.version_info >= (3, 13):
              return shared_memory.SharedMemory(name, track=False)
          memory = shared_memory.SharedMemory(name)
          resource_tracker.unregister("/" + name, "shared_memory")
          return memory
      def untracked(maker, *arguments, **named):
          made = maker(*arguments, **named)
          memory = getattr(made, "shm", made)
          resource_tracker.unregister("/" + memory.name, "shared_memory")
          return made
      """;

  private static final String VALUES =
      "['howdy', b'HoWdY', -273.154, 100, None, True, 42, '', b'', 'encod\\u00e9s', False, -2**63]";

  private static final List<Object> SAME_VALUES =
      Arrays.asList(
          "howdy",
          "HoWdY".getBytes(StandardCharsets.US_ASCII),
          -273.154,
          100,
          null,
          true,
          42L,
          "",
          new byte[0],
          "encodés",
          false,
          Long.MIN_VALUE);

  static List<CPython> pythons() {
    return CPython.all();
  }

  static Stream<Arguments> pythonsWithTrack() {
    return CPython.all().stream().filter(CPython::hasTrack).map(Arguments::of);
  }

  private static Path file(String name) {
    return Path.of("/dev/shm", name);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void segmentMadeHere_isReadAndWrittenByPython(CPython python) throws Exception {
    SharedMemory made = SharedMemory.create(100);
    try (made) {
      made.buffer().putInt(0, 4711).putDouble(8, 2.5);
      String seen =
          python.print(
              ATTACH
                  + """
                  import struct
                  memory = attach(sys.argv[1])
                  print(memory.name, memory.size, struct.unpack_from("i", memory.buf, 0)[0], struct.unpack_from("d", memory.buf, 8)[0])
                  struct.pack_into("q", memory.buf, 16, -5)
                  memory.close()
                  """,
              made.name());
      assertThat(seen).isEqualTo(made.name() + " 100 4711 2.5");
      assertThat(made.buffer().getLong(16)).isEqualTo(-5);
      assertThat(file(made.name())).exists();
    } finally {
      made.unlink();
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void segmentMadeByPython_isReadAndWrittenHere_andLeftAlone(CPython python) throws Exception {
    String name =
        python.print(
            ATTACH
                + """
                memory = untracked(shared_memory.SharedMemory, create=True, size=1000)
                memory.buf[:5] = b"howdy"
                print(memory.name)
                memory.close()
                """);
    SharedMemory attached = SharedMemory.attach(name);
    try (attached) {
      assertThat(attached.size()).isEqualTo(1000);
      byte[] start = new byte[5];
      attached.buffer().get(0, start);
      assertThat(start).asString().isEqualTo("howdy");
      attached.buffer().put(0, (byte) 'H');
      assertThat(
              python.print(
                  ATTACH + "memory = attach(sys.argv[1]); print(bytes(memory.buf[:5]).decode())",
                  name))
          .isEqualTo("Howdy");
    } finally {
      attached.unlink();
    }
    assertThat(file(name)).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void listMadeHere_isReadAndChangedByPython(CPython python) throws Exception {
    try (ShareableList made = ShareableList.copyOf(SAME_VALUES)) {
      String seen =
          python.print(
              ATTACH
                  + """
                  if sys.version_info >= (3, 13):
                      real = shared_memory.SharedMemory
                      shared_memory.SharedMemory = lambda name: real(name, track=False)
                      values = shared_memory.ShareableList(name=sys.argv[1])
                  else:
                      values = untracked(shared_memory.ShareableList, name=sys.argv[1])
                  print(list(values) == %s, values.format)
                  values[0] = "changed"
                  values[3] = None
                  values[4] = 'some'
                  values[6] = 2.5
                  values[9] = b'1234567\\x00'
                  """
                      .formatted(VALUES),
              made.sharedMemory().name());
      assertThat(seen)
          .isEqualTo(
              "True 8s8sdqxxxxxx?xxxxxxxx?q8s8s8sxxxxxxx?q"); // read before they were changed
      assertThat(made.get(0)).isEqualTo("changed");
      assertThat(made.get(3)).isNull();
      assertThat(made.get(4)).isEqualTo("some");
      assertThat(made.get(6)).isEqualTo(2.5);
      assertThat((byte[]) made.get(9)).asString().isEqualTo("1234567");
      assertThat(made.format()).isEqualTo("8s8sdxxxxxx?x8sxxxxxxx?d8s8s8sxxxxxxx?q");
      made.unlink();
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void listMadeByPython_isTheSameByteForByte_alsoAfterChanges(CPython python) throws Exception {
    String name = newName();
    String unused =
        python.print(
            ATTACH
                + """
                values = untracked(shared_memory.ShareableList, %s, name=sys.argv[1])
                copy = untracked(shared_memory.ShareableList, %s, name=sys.argv[1] + "c")
                copy[0] = 17
                copy[1] = 'text'
                copy[2] = None
                copy[3] = 'now text'
                copy[5] = 0.5
                copy[6] = False
                copy[9] = b'\\x00\\x01'
                """
                    .formatted(VALUES, VALUES),
            name);
    assertThat(unused).isEmpty();
    try (ShareableList pythons = ShareableList.attach(name);
        ShareableList changed = ShareableList.attach(name + "c");
        ShareableList ours = ShareableList.copyOf(SAME_VALUES)) {
      assertThat(bytes(ours)).isEqualTo(bytes(pythons));
      assertThat(pythons.toArray()).isEqualTo(ours.toArray());
      ours.set(0, 17);
      ours.set(1, "text");
      ours.set(2, null);
      ours.set(3, "now text");
      ours.set(5, 0.5);
      ours.set(6, false);
      ours.set(9, new byte[] {0, 1});
      assertThat(bytes(ours)).isEqualTo(bytes(changed));
      pythons.unlink();
      changed.unlink();
      ours.unlink();
    }
  }

  private static byte[] bytes(ShareableList list) {
    return list.sharedMemory().segment().toArray(ValueLayout.JAVA_BYTE);
  }

  private static final String ATTACH_TRACKED =
      """
      import sys
      from multiprocessing import shared_memory
      memory = shared_memory.SharedMemory(sys.argv[1])
      memory.buf[0] = 9
      memory.close()
      """;

  @ParameterizedTest
  @MethodSource("pythons")
  @CoversScenario("_test_multiprocessing._TestSharedMemory.test_shared_memory_tracking")
  void trackedPython_takesTheNameAway_andItIsGivenBackToWhoAttaches(CPython python)
      throws Exception {
    SharedMemory made = SharedMemory.create(10);
    try (made) {
      CPython.Ended ended = python.run(ATTACH_TRACKED, made.name());
      assertThat(ended.errors()).contains("1 leaked shared_memory");
      assertThat(file(made.name())).as("the trap").doesNotExist();
      assertThat(made.buffer().get(0)).isEqualTo((byte) 9);
      try (SharedMemory attached = SharedMemory.attach(made.name())) {
        assertThat(attached.buffer().get(0)).isEqualTo((byte) 9);
        assertThat(file(made.name())).exists();
      }
      Files.delete(file(made.name()));
      made.restoreName();
      made.restoreName();
      assertThat(
              python.print(
                  ATTACH + "memory = attach(sys.argv[1]); print(memory.buf[0])", made.name()))
          .isEqualTo("9");
    } finally {
      made.unlink();
    }
    assertThat(file(made.name())).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("pythonsWithTrack")
  @CoversScenario("_test_multiprocessing._TestSharedMemory.test_shared_memory_untracking")
  void untrackedPython_leavesTheSegmentAlone(CPython python) throws Exception {
    SharedMemory made = SharedMemory.create(10);
    try (made) {
      CPython.Ended ended =
          python.run(ATTACH_TRACKED.replace("argv[1])", "argv[1], track=False)"), made.name());
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.errors()).isEmpty();
      assertThat(made.buffer().get(0)).isEqualTo((byte) 9);
      assertThat(file(made.name())).exists();
    } finally {
      made.unlink();
    }
  }

  @Test
  void nameThatOthersTookAway_isFreeForANewSegment_andTheOldOneIsUnlinkedAllTheSame()
      throws Exception {
    String name = newName();
    SharedMemory old = SharedMemory.create(name, 10);
    Files.delete(file(name));
    SharedMemory anew = SharedMemory.create(name, 20);
    try (old;
        anew) {
      assertThatExceptionOfType(NoSuchSegmentException.class).isThrownBy(old::restoreName);
      try (SharedMemory attached = SharedMemory.attach(name)) {
        assertThat(attached.size()).isEqualTo(20);
      }
      anew.unlink();
      Files.write(file(name), new byte[1]);
      assertThatExceptionOfType(NoSuchSegmentException.class).isThrownBy(anew::restoreName);
    } finally {
      Files.deleteIfExists(file(name));
    }
  }

  @Test
  void nameThatOthersTookAway_isFinal_whenNobodyHasTheSegmentOpen() throws Exception {
    String name = newName();
    SharedMemory made = SharedMemory.create(name, 10);
    made.close();
    Files.delete(file(name));
    assertThatExceptionOfType(NoSuchSegmentException.class)
        .isThrownBy(() -> SharedMemory.attach(name))
        .withMessageContaining("track=False");
    assertThatExceptionOfType(NoSuchSegmentException.class).isThrownBy(made::unlink);
  }

  @Test
  void nameThatAnotherSegmentHas_isNotGivenBack() throws Exception {
    String name = newName();
    SharedMemory made = SharedMemory.create(name, 10);
    Files.delete(file(name));
    Files.write(file(name), new byte[1]);
    try (made) {
      assertThatExceptionOfType(SegmentExistsException.class).isThrownBy(made::restoreName);
      made.unlink(); // of itself: the other stays
      assertThat(file(name)).exists();
    } finally {
      Files.delete(file(name));
    }
  }
}
