package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test: no process, no thread of ours, no socket, no memory file, no named segment that this process made or used, and
 * no temporary file that was not there before.
 */
public final class NothingLeftBehind implements BeforeEachCallback, AfterEachCallback {

  private long descriptorsBefore;
  private List<Path> segmentsBefore = List.of();
  private List<Path> memoryBefore = List.of();

  /** For JUnit. */
  public NothingLeftBehind() {}

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    beforeEach();
  }

  /** For tests that do several things, each of which leaves nothing. */
  void beforeEach() throws IOException {
    SocketChannel.open(StandardProtocolFamily.UNIX).close(); // the JDK keeps a socket of its own
    descriptorsBefore = socketsAndMemoryFiles().size();
    segmentsBefore = segments();
    memoryBefore = temporaryMemory();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    check();
  }

  /** Waits until nothing is left. */
  void check() {
    Awaitility.await("everything to be gone")
        .pollDelay(Duration.ZERO) // mostly all is gone already
        .pollInterval(Duration.ofMillis(10))
        .atMost(Delays.LONG)
        .untilAsserted(
            () -> {
              assertThat(ProcessHandle.current().descendants()).as("processes").isEmpty();
              assertThat(threads()).as("threads").isEmpty();
              assertThat(temporaryFiles()).as("temporary files").isEmpty();
              assertThat(newSince(segmentsBefore, segments())).as("segments").isEmpty();
              assertThat(newSince(memoryBefore, temporaryMemory()))
                  .as("shared memory in temporary files")
                  .isEmpty();
              assertThat(socketsAndMemoryFiles())
                  .as("sockets and memory files")
                  .hasSizeLessThanOrEqualTo((int) descriptorsBefore);
            });
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("ProcessPool-")
                    || name.matches("ropewalk-(parcels|relay-.*)")
                    || name.matches(".*-(attendant|output|errors|interrupt)"))
        .toList();
  }

  private static List<Path> temporaryFiles() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> files = Files.list(folder)) {
      String ours = "ropewalk-" + ProcessHandle.current().pid() + "-";
      return files.filter(file -> file.getFileName().toString().startsWith(ours)).toList();
    }
  }

  private static List<Path> newSince(List<Path> before, List<Path> now) {
    List<Path> left = new ArrayList<>(now);
    left.removeAll(before);
    return left;
  }

  /** Shared numbers where there are no memory files. Those of other programs go soon, or were there before. */
  private static List<Path> temporaryMemory() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().matches("ropewalk-shared-.*\\.mem"))
          .toList();
    }
  }

  /**
   * The notes that this process has made of segments which are not unlinked: the kernel tells its folders of notes by the locks
   * that it holds.
   */
  private static List<Path> segments() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        Path target = Path.of(target(descriptor));
        if (target.endsWith("lock") && Files.isDirectory(target.resolveSibling("open"))) {
          found.addAll(filesIn(target.resolveSibling("open")));
          found.addAll(filesIn(target.resolveSibling("used")));
        }
      }
    }
    return found;
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** What the open descriptors of this process stand for, as far as we might have opened it. */
  public static List<String> socketsAndMemoryFiles() throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        String target = target(descriptor);
        boolean lock =
            target.matches(
                ".*/lock( \\(deleted\\))?"); // by which a process shows that it lives: kept open
        if (target.startsWith("socket:") || (target.contains("ropewalk") && !lock)) {
          found.add(target);
        }
      }
    }
    return found;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed in between
    }
  }
}
