package dev.ropewalk.multiprocess.shared;

import static dev.ropewalk.multiprocess.shared.SharedMemoryTest.newName;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.testkit.CoversScenario;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class ShareableListTest {

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestSharedMemory.test_shared_memory_ShareableList_basics")
  void slots_keepTheirSize_andTakeWhatFits() {
    try (ShareableList list =
        ShareableList.of("howdy", bytes("HoWdY"), -273.154, 100, null, true, 42)) {
      assertThat(list).hasSize(7);
      assertThat(list.format()).isEqualTo("8s8sdqxxxxxx?xxxxxxxx?q");
      assertThat(list.toArray())
          .isEqualTo(new Object[] {"howdy", bytes("HoWdY"), -273.154, 100L, null, true, 42L});
      assertThat(list.toString()).contains("howdy", "-273.154", list.sharedMemory().name());

      for (int index : new int[] {-1, 7}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> list.get(index));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> list.set(index, 2));
      }
      assertThat(list.set(3, 42)).isEqualTo(100L);
      assertThat(list.get(3)).isEqualTo(42L);
      assertThat(list.set(4, "some")).isNull();
      assertThat(list.get(4)).isEqualTo("some");
      assertThat(list.format()).isEqualTo("8s8sdq8sxxxxxxx?q");
      refusedAsTooLarge(list, 4, "far too many");
      list.set(0, "encodés"); // eight bytes
      assertThat(list.get(0)).isEqualTo("encodés");
      refusedAsTooLarge(list, 0, "encodées"); // nine bytes
      refusedAsTooLarge(list, 1, bytes("123456789"));
      assertThat((byte[]) list.get(1)).isEqualTo(bytes("HoWdY"));

      assertThat(list.count(42)).isEqualTo(2);
      assertThat(list.count(bytes("HoWdY"))).isEqualTo(1);
      assertThat(list.count(bytes("adios"))).isZero();
      assertThat(list.indexOf(42L)).isEqualTo(3);
      assertThat(list.lastIndexOf((short) 42)).isEqualTo(6);
      assertThat(list.indexOf("100")).isEqualTo(-1);
      assertThat(list.contains(-273.154)).isTrue();
      assertThat(list.contains(1)).isFalse();

      copyIsItsOwn(list);
      try (ShareableList tethered = ShareableList.attach(list.sharedMemory().name())) {
        tethered.set(6, 880);
        assertThat(list.get(6)).isEqualTo(880L);
      }
      list.unlink();
    }
  }

  private static void refusedAsTooLarge(ShareableList list, int index, Object value) {
    Object before = list.get(index);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> list.set(index, value))
        .withMessageContainingAll("exceeds the available storage", "slot " + index);
    assertThat(list.get(index)).isEqualTo(before);
  }

  private static void copyIsItsOwn(ShareableList list) {
    String name = newName();
    try (ShareableList copy = ShareableList.copyOf(name, list)) {
      assertThat(copy.sharedMemory().name()).isEqualTo(name);
      assertThat(copy.toArray()).isEqualTo(list.toArray());
      assertThat(copy.format()).isEqualTo(list.format());
      copy.set(6, 77);
      assertThat(list.get(6)).isEqualTo(42L);
      assertThatExceptionOfType(SegmentExistsException.class)
          .isThrownBy(() -> ShareableList.copyOf(name, List.of()));
      copy.unlink();
    }
  }

  @Test
  void emptyList_isOne() {
    try (ShareableList empty = ShareableList.of()) {
      assertThat(empty).isEmpty();
      assertThat(empty.format()).isEmpty();
      assertThat(empty.count("any")).isZero();
      assertThat(empty.indexOf(null)).isEqualTo(-1);
      try (ShareableList attached = ShareableList.attach(empty.sharedMemory().name())) {
        assertThat(attached).isEmpty();
      }
      empty.unlink();
    }
  }

  @Test
  void textWithMoreBytesThanPythonGivesIt_isNotCut() {
    String eightCharactersSixteenBytes = "éééééééé";
    String lines = "ж".repeat(100);
    try (ShareableList list = ShareableList.of(eightCharactersSixteenBytes, lines)) {
      assertThat(list.format()).isEqualTo("16s200s");
      assertThat(list.get(0)).isEqualTo(eightCharactersSixteenBytes);
      assertThat(list.get(1)).isEqualTo(lines);
      list.unlink();
    }
  }

  @Test
  void whatAListCannotHold_isRefused_beforeAnythingIsMade() {
    String name = newName();
    for (Object wrong :
        new Object[] {
          BigInteger.ONE,
          'c',
          List.of(),
          "half \ud800",
          new byte[10_000_000],
          "x".repeat(10_000_000)
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ShareableList.copyOf(name, List.of(wrong)));
    }
    assertThatExceptionOfType(NoSuchSegmentException.class)
        .isThrownBy(() -> ShareableList.attach(name));
  }

  @Test
  void segmentThatHoldsNoList_isRefused() {
    for (long[] words :
        new long[][] {
          {1},
          {-1, 0, 0},
          {5, 0, 8},
          {Long.MAX_VALUE, 0, 8},
          {1, 0, 8, 0, 0},
          {1, 8, 0, 0, 0, 0},
          {1, 0, -8, 0, 0, 0},
          {1, 0, Long.MAX_VALUE - 7, 0, 0, 0}
        }) {
      try (SharedMemory memory = SharedMemory.create(words.length * 8L)) {
        MemorySegment.copy(words, 0, memory.segment(), ValueLayout.JAVA_LONG, 0, words.length);
        assertThatExceptionOfType(SizeMismatchException.class)
            .as("%s", Arrays.toString(words))
            .isThrownBy(() -> ShareableList.attach(memory.name()))
            .withMessageContaining(memory.name());
        memory.unlink();
      }
    }
  }

  @Test
  void slotThatIsOverwritten_isNamed_andNothingOutsideTheListIsRead() {
    try (ShareableList list = ShareableList.of("text", 1L)) {
      MemorySegment memory = list.sharedMemory().segment();
      long formats = memory.byteSize() - 2 - 16;
      for (String format : List.of("9999999s", "16s", "-8s", "zz", "s")) {
        memory.asSlice(formats, 8).fill((byte) 0);
        MemorySegment.copy(
            bytes(format), 0, memory, ValueLayout.JAVA_BYTE, formats, format.length());
        assertThatIllegalStateException()
            .isThrownBy(() -> list.get(0))
            .withMessageContainingAll("slot 0", format);
      }
      memory.set(ValueLayout.JAVA_BYTE, memory.byteSize() - 1, (byte) 7);
      assertThatIllegalStateException()
          .isThrownBy(() -> list.get(1))
          .withMessageContainingAll("slot 1", "code 7");
      list.unlink();
    }
  }

  @Test
  @CoversScenario(
      "_test_multiprocessing._TestSharedMemory.test_shared_memory_ShareableList_pickling_dead_object")
  void serializedList_isTheSameMemory_untilItIsUnlinked() throws Exception {
    byte[] handle;
    try (ShareableList list = ShareableList.of(1, "two", 3.0)) {
      handle = SharedNumbersTest.encode(list);
      ((ShareableList) SharedNumbersTest.decode(handle)).set(0, "changed");
      assertThat(list.get(0)).isEqualTo("changed");
      ChildProcess process = ChildProcess.of(() -> list.set(1, list.get(2))).start();
      process.join();
      assertThat(process.exitCode()).hasValue(0);
      assertThat(list.get(1)).isEqualTo(3.0);
      list.unlink();
    }
    assertThatExceptionOfType(NoSuchSegmentException.class)
        .isThrownBy(() -> SharedNumbersTest.decode(handle));
  }

  @Test
  void closedList_refusesAccess() {
    ShareableList list = ShareableList.of(1);
    list.unlink();
    list.close();
    list.close();
    assertThatIllegalStateException().isThrownBy(() -> list.get(0));
    assertThatIllegalStateException().isThrownBy(() -> list.set(0, 1));
    assertThat(list.toString()).contains("closed");
  }
}
