package dev.ropewalk.multiprocess.shared;

import static dev.ropewalk.multiprocess.shared.SharedMemoryTest.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.multiprocess.internal.SharedPlace;
import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NothingLeftBehind.class)
class SharedMemoryFaultsTest {

  private static final long MORE_THAN_THERE_IS = 1L << 50;

  static Stream<SegmentFolder> folders() {
    return SharedMemoryTest.folders();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void segmentThatIsTooLarge_isRefusedWhenItIsMade(SegmentFolder folder) throws IOException {
    String name = newName();
    assertThatExceptionOfType(NoSpaceException.class)
        .isThrownBy(() -> SharedMemory.create(folder, name, MORE_THAN_THERE_IS))
        .withMessageContainingAll("cannot get " + MORE_THAN_THERE_IS + " bytes", "are left");
    assertThat(folder.path().resolve(name)).doesNotExist();
    ThreadStates.awaitTrue( // others make some too, but not for long
        "files without a name to be gone",
        () ->
            Folders.count(folder.path(), file -> file.getFileName().toString().startsWith("new-"))
                == 0);
  }

  @Test
  void arrayThatIsTooLarge_isRefusedWhenItIsMade() {
    assertThatExceptionOfType(NoSpaceException.class)
        .isThrownBy(() -> SharedNumbers.createBlock(1 << 30, 1 << 20))
        .withMessageContainingAll("cannot get " + (1L << 50) + " bytes", "left");
  }

  /** In a file system of one megabyte, mounted over /dev/shm where only this program sees it. */
  @Test
  void fullDevShm_isToldWhenASegmentIsMade_andNeverLater() throws Exception {
    Path program = Path.of(System.getProperty("java.home"), "bin", "java");
    String mount = "mount -t tmpfs -o size=1m tmpfs /dev/shm && exec \"$@\"";
    Process process =
        new ProcessBuilder(
                "unshare",
                "-rm",
                "sh",
                "-c",
                mount,
                "sh",
                program.toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path"),
                FillsDevShm.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines())
        .contains("full")
        .last()
        .asString()
        .matches("made [0-9]+ of 100000 bytes, wrote all, full again: true, left [0-9]+");
  }

  static final class FillsDevShm {
    public static void main(String[] args) throws IOException {
      List<SharedMemory> made = new ArrayList<>();
      boolean full = false;
      while (!full && made.size() < 100) { // ten times what there is
        try {
          made.add(SharedMemory.create(100_000));
        } catch (NoSpaceException e) {
          System.out.println("full");
          full = true;
        }
      }
      for (SharedMemory memory : made) {
        memory.segment().fill((byte) 1);
      }
      boolean again = false;
      try {
        SharedMemory.create(200_000).close();
      } catch (NoSpaceException e) {
        again = true;
      }
      for (SharedMemory memory : made) {
        memory.unlink();
        memory.close();
      }
      long left;
      try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
        left = files.filter(file -> file.getFileName().toString().startsWith("psm_")).count();
      }
      if (left > 0 || made.isEmpty()) {
        throw new AssertionError(made + " and left " + left);
      }
      System.out.println(
          "made "
              + made.size()
              + " of 100000 bytes, wrote all, full again: "
              + again
              + ", left "
              + left);
    }
  }

  @Test
  void jvmWithoutNativeAccess_orToldToBePortable_sharesAllTheSame(@TempDir Path folder)
      throws Exception {
    List<String> withoutNatives = List.of("--illegal-native-access=deny");
    List<String> portable =
        List.of(
            "--enable-native-access=ALL-UNNAMED", "-D" + SharedPlace.PORTABLE_PROPERTY + "=true");
    List<String> elsewhere = new ArrayList<>(portable);
    elsewhere.add("-Djava.io.tmpdir=" + folder);
    for (List<String> options : List.of(withoutNatives, portable, elsewhere)) {
      ChildProgram program = ChildProgram.run(options, UsesEverything.class);
      assertThat(program.errors()).isEmpty();
      boolean inDevShm = options.equals(withoutNatives);
      assertThat(program.output()).containsExactly("1 2 [3] " + inDevShm, "4 5 [6]");
      assertThat(program.exitCode()).isZero();
    }
  }

  static final class UsesEverything {
    public static void main(String[] args) throws Exception {
      try (SharedMemory memory = SharedMemory.create(10);
          SharedMemory attached = SharedMemory.attach(memory.name());
          SharedValue.OfInt value = SharedValue.ofInt(1);
          ShareableList list = ShareableList.of(3)) {
        memory.buffer().put(9, (byte) 1);
        value.set(2);
        System.out.println(
            attached.buffer().get(9)
                + " "
                + value.get()
                + " "
                + List.copyOf(list)
                + " "
                + Files.exists(Path.of("/dev/shm", memory.name())));
        String segment = memory.name();
        String numbers = list.sharedMemory().name();
        ChildProcess child = ChildProcess.of(() -> change(segment, value, numbers)).start();
        child.join();
        System.out.println(memory.buffer().get(9) + " " + value.get() + " " + List.copyOf(list));
        memory.unlink();
        list.unlink();
      }
    }

    /** By name, so the child has to look in the same folder. */
    private static void change(String segment, SharedValue.OfInt value, String numbers) {
      try (SharedMemory memory = SharedMemory.attach(segment);
          ShareableList list = ShareableList.attach(numbers)) {
        memory.buffer().put(9, (byte) 4);
        value.set(5);
        list.set(0, 6);
      }
    }
  }

  @Test
  void ofThoseWhoMakeOneName_oneSucceeds() throws Exception {
    for (int round = 0; round < 50; round++) {
      String name = newName();
      AtomicInteger refused = new AtomicInteger();
      try (JoinedThreads threads = new JoinedThreads()) {
        for (int i = 0; i < 4; i++) {
          threads.start(
              () -> {
                try {
                  SharedMemory.create(name, 100).close();
                } catch (SegmentExistsException e) {
                  refused.incrementAndGet();
                }
              });
        }
        threads.join();
      }
      assertThat(refused).hasValue(3);
      try (SharedMemory made = SharedMemory.attach(name)) {
        made.unlink();
      }
    }
  }

  @Test
  void whoAttachesWhileItIsMadeAndUnlinked_getsAllOfItOrNothing() throws Exception {
    String name = newName();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger got = new AtomicInteger();
    try (JoinedThreads threads = new JoinedThreads()) {
      for (int i = 0; i < 2; i++) {
        threads.start(
            () -> {
              while (!over.get()) {
                try (SharedMemory attached = SharedMemory.attach(name)) {
                  assertThat(attached.size()).isEqualTo(5000);
                  attached.segment().set(ValueLayout.JAVA_BYTE, 4999, (byte) 1);
                  got.incrementAndGet();
                } catch (NoSuchSegmentException e) {
                  Thread.onSpinWait();
                }
              }
            });
      }
      for (int round = 0; round < 50 || got.get() == 0; round++) {
        try (SharedMemory made = SharedMemory.create(name, 5000)) {
          made.unlink();
        }
      }
      over.set(true);
      threads.join();
    }
    assertThat(Path.of("/dev/shm", name)).doesNotExist();
  }

  @Test
  void recordsThatOthersMayEnter_areNotTrusted(@TempDir Path folder) throws Exception {
    Path records =
        folder.resolve("ropewalk-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    Files.createDirectory(records);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(records, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatExceptionOfType(SharedMemoryException.class)
        .isThrownBy(() -> SharedMemory.create(SegmentFolder.at(folder), "a", 1))
        .withMessageContainingAll(records.toString(), "only its owner may enter");
  }

  @Test
  void recordsThatAreDeleted_areMadeAnew(@TempDir Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    SegmentFolder segments = SegmentFolder.at(folder);
    try (SharedMemory before = SharedMemory.create(segments, "before", 1)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          if (!file.equals(folder)) {
            Files.delete(file);
          }
        }
      }
      try (SharedMemory after = SharedMemory.create(segments, "after", 1)) {
        SharedMemory.attach(segments, "after").close();
        after.unlink();
      }
      assertThat(before.buffer().get(0)).isZero();
    }
  }
}
