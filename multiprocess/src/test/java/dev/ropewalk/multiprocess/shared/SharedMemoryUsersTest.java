package dev.ropewalk.multiprocess.shared;

import static dev.ropewalk.multiprocess.shared.SharedMemoryTest.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who has used a segment, and what becomes of it when they die: real processes, really killed. */
@ExtendWith(NothingLeftBehind.class)
class SharedMemoryUsersTest {

  /** Of a file that no other test makes. */
  private static final int UNNAMED_SIZE = 4321;

  /** Runs something in a process that is then killed with SIGKILL, while it has everything open. */
  private static void runAndKill(PortableRunnable body) throws InterruptedException {
    try (Killable process = new Killable(body)) {
      process.kill();
    }
  }

  /** A process that has done something and waits to be killed. */
  private static final class Killable implements AutoCloseable {
    private final ChildProcess process;

    Killable(PortableRunnable body) {
      try (SharedValue.OfBoolean done = SharedValue.ofBoolean(false)) {
        process =
            ChildProcess.of(
                    () -> {
                      body.run();
                      done.set(true);
                      while (true) {
                        LockSupport.park();
                      }
                    })
                .start();
        ThreadStates.awaitTrue("the child to be through", () -> done.get() || !process.isAlive());
        assertThat(process.isAlive()).isTrue();
      }
    }

    void kill() throws InterruptedException {
      process.kill();
      process.join();
      assertThat(process.exitCode()).hasValue(-9);
    }

    @Override
    public void close() {
      process.kill();
    }
  }

  private static Path file(String name) {
    return Path.of("/dev/shm", name);
  }

  /** Any opening of any segment. */
  private static void openAnother() {
    SharedMemory other = SharedMemory.create(1);
    other.unlink();
    other.close();
  }

  @Test
  @CoversScenario(
      "_test_multiprocessing._TestSharedMemory.test_shared_memory_cleaned_after_process_termination")
  void leftoversOfAKilledProcess_areDeletedAtTheNextOpening() throws Exception {
    String open = newName();
    String closed = newName();
    String list = newName();
    PortableRunnable body =
        () -> {
          SharedMemory.create(open, 100).buffer().put(0, (byte) 1);
          SharedMemory.create(closed, 100).close();
          ShareableList.copyOf(list, List.of(1)).set(0, 2L);
        };
    try (Killable process = new Killable(body)) {
      assertThat(file(open)).exists();
      assertThat(file(closed)).exists();
      assertThat(file(list)).exists();
      process.kill();
    }
    openAnother();
    assertThat(file(open)).doesNotExist();
    assertThat(file(closed)).doesNotExist();
    assertThat(file(list)).doesNotExist();
  }

  @Test
  void leftover_isNeitherAttachedTo_norInTheWayOfANewOne() throws Exception {
    String name = newName();
    runAndKill(() -> SharedMemory.create(name, 100).buffer().put(0, (byte) 1));
    assertThatExceptionOfType(NoSuchSegmentException.class)
        .isThrownBy(() -> SharedMemory.attach(name));
    runAndKill(() -> SharedMemory.create(name, 100).buffer().put(0, (byte) 1));
    try (SharedMemory anew = SharedMemory.create(name, 10)) {
      assertThat(anew.buffer().get(0)).isZero();
      anew.unlink();
    }
  }

  @Test
  void segmentOfAKilledMaker_staysWhileAnotherUserLives() throws Exception {
    String name = newName();
    SharedMemory attached;
    try (Killable maker = new Killable(() -> SharedMemory.create(name, 8).buffer().putInt(0, 5))) {
      attached = SharedMemory.attach(name);
      maker.kill();
    }
    attached.close(); // a user is one until its process ends
    openAnother();
    runAndKill(
        () -> {
          try (SharedMemory third = SharedMemory.attach(name)) {
            third.buffer().putInt(0, third.buffer().getInt(0) + 1);
          }
        });
    openAnother();
    try (SharedMemory again = SharedMemory.attach(name)) {
      assertThat(again.buffer().getInt(0)).isEqualTo(6);
      again.unlink();
    }
  }

  @Test
  void segmentOfAProcessThatEndsByItself_goesWithIt_unlessAnotherUsesIt() throws Exception {
    String alone = newName();
    String used = newName();
    SharedMemory.create(used, 8).close();
    ChildProcess process =
        ChildProcess.of(
                () -> {
                  SharedMemory.create(alone, 8).close();
                  SharedMemory.attach(used).close();
                })
            .start();
    process.join();
    assertThat(process.exitCode()).hasValue(0);
    assertThat(file(alone)).doesNotExist();
    try (SharedMemory again = SharedMemory.attach(used)) {
      again.unlink();
    }
  }

  @Test
  void memoryWithoutANameYet_ofAKilledProcess_isFreed() throws Exception {
    PortableRunnable body =
        () -> {
          try {
            Path memory = new UserRecords(Path.of("/dev/shm")).newFile();
            Files.write(memory, new byte[UNNAMED_SIZE], StandardOpenOption.WRITE);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (Killable process = new Killable(body)) {
      assertThat(unnamed()).isEqualTo(1);
      process.kill();
    }
    openAnother();
    assertThat(unnamed()).isZero();
  }

  private static long unnamed() throws IOException {
    return Folders.count(
        records(),
        file ->
            file.getFileName().toString().startsWith("new-")
                && file.toFile().length() == UNNAMED_SIZE);
  }

  private static Path records() throws IOException {
    return Path.of("/dev/shm/ropewalk-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  @Test
  void segmentOfOthers_outlivesKilledUsers() throws Exception {
    String name = newName();
    Files.write(file(name), new byte[10]);
    try {
      runAndKill(() -> SharedMemory.attach(name).buffer().put(0, (byte) 1));
      openAnother();
      assertThat(file(name)).hasBinaryContent(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    } finally {
      Files.delete(file(name));
    }
  }

  @Test
  void segmentOfOthers_thatGotTheNameOfALeftover_isLeftAlone() throws Exception {
    String name = newName();
    runAndKill(() -> SharedMemory.create(name, 100).close());
    Files.delete(file(name));
    Files.write(file(name), new byte[10]);
    openAnother();
    assertThat(file(name)).hasSize(10);
    Files.delete(file(name));
  }

  @Test
  void nameThatOthersTookAway_isGivenBackAsLongAsOneOfTheUsersHereHasItOpen() throws Exception {
    String name = newName();
    SharedMemory made = SharedMemory.create(name, 1);
    try (SharedMemory second = SharedMemory.attach(name)) {
      made.close();
      Files.delete(file(name));
      SharedMemory.attach(name).close();
      assertThat(file(name)).exists();
      second.unlink();
    }
  }

  @Test
  void noteOfAProcess_isGoneWhenNothingIsLeftToNote() throws Exception {
    SharedMemory made = SharedMemory.create(1);
    String name = made.name();
    assertThat(notes(name)).isEqualTo(1);
    made.close();
    assertThat(notes(name)).isEqualTo(1);
    made.unlink();
    assertThat(notes(name)).isZero();
  }

  private static long notes(String name) throws IOException {
    return Folders.count(records(), file -> file.getFileName().toString().equals(name));
  }

  @Test
  void nameThatOthersTookAway_belongsToTheNextSegmentOfThatName() throws Exception {
    try (PrivateFolder folder = new PrivateFolder()) {
      UserRecords first = new UserRecords(folder.path);
      UserRecords second = new UserRecords(folder.path);
      String lost = first.publish(first.newFile(), "hemp");
      Files.delete(folder.path.resolve("hemp"));
      String key = second.publish(second.newFile(), "hemp");
      assertThat(key).isNotEqualTo(lost);
      assertThat(second.unlink("hemp", key)).isTrue();
      assertThat(second.open("hemp", null)).as("the first, given its name back").isNull();
    }
  }

  @Test
  void notesOfNamesThatOthersTookAway_doNotPileUp() throws Exception {
    try (PrivateFolder folder = new PrivateFolder()) {
      UserRecords records = new UserRecords(folder.path);
      for (int i = 0; i < 300; i++) {
        String key = records.publish(records.newFile(), "segment" + i);
        records.closed("segment" + i, key);
        Files.delete(folder.path.resolve("segment" + i));
      }
      assertThat(Folders.count(folder.path, file -> file.toString().contains("segment")))
          .isLessThan(150);
    }
  }

  /** One for segments that nobody else knows. */
  private static final class PrivateFolder implements AutoCloseable {
    final Path path;

    PrivateFolder() throws IOException {
      path = records().resolveSibling("ropewalk_pile_" + newName());
      UserRecords.privateFolder(path);
    }

    @Override
    public void close() throws IOException {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
