package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.multiprocess.pool.StartCachePrograms.Outcome;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs with pools, run from jars: when their workers start from a cache, and what is said when they don't. */
class StartCacheTest {

  private static final String LOGGER = StartCache.class.getName();

  /** How many caches two programs made that were started at once, without knowing of each other. */
  private static int made;

  private static List<Outcome> firstRuns = new ArrayList<>();

  private static StartCachePrograms programs;
  private static Path madeAtOnce;

  @TempDir Path folder;

  @BeforeAll
  @Timeout(value = 3, unit = TimeUnit.MINUTES) // a busy machine takes long to make a cache
  static void runTwoProgramsAtOnce(@TempDir Path shared) throws Exception {
    programs = new StartCachePrograms(shared);
    madeAtOnce = Files.createDirectory(shared.resolve("caches"));
    List<Process> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(programs.program(madeAtOnce, "on").redirectErrorStream(true).start());
    }
    TreeSet<String> seen = new TreeSet<>();
    Awaitility.await("two programs, and who makes a cache for them")
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              names(madeAtOnce).stream().filter(name -> name.endsWith(".aot")).forEach(seen::add);
              return both.stream().noneMatch(Process::isAlive);
            });
    for (Process each : both) {
      firstRuns.add(new Outcome(each.exitValue(), each.inputReader().lines().toList(), List.of()));
    }
    made = seen.size();
  }

  private static List<String> names(Path caches) {
    String[] names = caches.resolve("ropewalk/aot").toFile().list();
    return names == null ? List.of() : Stream.of(names).sorted().toList();
  }

  /** A copy of the cache, and a note that keeps programs from making another. */
  private Path copy() throws IOException {
    Path source = madeAtOnce.resolve("ropewalk/aot");
    Path target = folder.resolve("ropewalk/aot");
    Files.createDirectories(
        target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String name : names(madeAtOnce)) {
      Files.copy(source.resolve(name), target.resolve(name));
      if (name.endsWith(".index")) {
        Files.createFile(target.resolve(name.replace(".index", ".useless")));
      }
    }
    return target;
  }

  private static Path only(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  private Outcome run(String... arguments) throws Exception {
    Outcome outcome = StartCachePrograms.run(programs.program(folder, arguments));
    assertThat(outcome.status()).as("%s", outcome).isZero();
    return outcome;
  }

  @Test
  void twoProgramsAtOnce_makeOneCache_doNotWaitForIt_andPrintNothingOfIt() {
    assertThat(firstRuns).isNotEmpty().allMatch(run -> run.output().equals(List.of("none")));
    assertThat(made).isEqualTo(1);
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(
            process ->
                process.info().commandLine().orElse("").contains(madeAtOnce + File.separator));
    assertThat(names(madeAtOnce))
        .satisfiesExactly(
            cache -> assertThat(cache).endsWith(".aot"),
            index -> assertThat(index).endsWith(".index"),
            lock -> assertThat(lock).isEqualTo("lock"));
  }

  @Test
  void workersOfTheNextProgram_runOnTheCache_unlessTheyAreNotTo_andNothingIsSaid()
      throws Exception {
    Files.delete(only(copy(), ".useless"));
    assertThat(run("on,on,off", "-Xmx100m", "-Dany=thing", "-XX:ActiveProcessorCount=1"))
        .isEqualTo(new Outcome(0, List.of("cache", "cache", "none"), List.of()));
    assertThat(names(folder)).isEqualTo(names(madeAtOnce));
  }

  @Test
  void damagedCache_isNotUsed_andWarnedOfOnce() throws Exception {
    Path cache = only(copy(), ".aot");
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int before = file.read();
      file.seek(file.length() / 2);
      file.write(before ^ 1);
    }
    Outcome outcome = run("on,on");
    assertThat(outcome.output()).containsExactly("none", "none");
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .contains("WARN", LOGGER, "damaged", cache.toString());
  }

  @Test
  void cacheOfJarsThatHaveChanged_isNotUsed_andWarnedOf() throws Exception {
    Path index = only(copy(), ".index");
    StartCacheIndex content = StartCacheIndex.read(index);
    List<String> older =
        content.sources().stream()
            .map(line -> line.endsWith("program.jar") ? "1" + line : line)
            .toList();
    new StartCacheIndex(content.cache(), content.length(), content.checksum(), older).write(index);
    Outcome outcome = run("on");
    assertThat(outcome.output()).containsExactly("none");
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .contains("WARN", LOGGER, "stale", "program.jar has changed");
  }

  @Test
  void cacheThatTheJvmDoesNotTake_isToldOnce_notTriedAgain_andLeftToOthers() throws Exception {
    Path caches = copy();
    Path index = only(caches, ".index");
    List<String> sources = StartCacheIndex.read(index).sources();
    Path nonsense = Files.writeString(caches.resolve("nonsense.aot"), "nonsense");
    StartCacheIndex.of(nonsense, sources).write(index);
    Outcome outcome = run("on,on");
    assertThat(outcome.output()).containsExactly("refused", "none");
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .contains("INFO", LOGGER, "did not take");
    assertThat(index).exists();
  }

  @Test
  void folderOnTheClassPath_isNamedOnce_andNoCacheIsMade() throws Exception {
    Path classes = StartCachePrograms.placeOf(ChildMain.class);
    String classPath = programs.classPath() + File.pathSeparator + classes;
    Outcome outcome =
        StartCachePrograms.run(StartCachePrograms.programOn(classPath, folder, "on,on"));
    assertThat(outcome.output()).containsExactly("none", "none");
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .contains("INFO", LOGGER, "start without a start cache", classes.toString());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void placeThatCannotBeWrittenTo_isTold() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Outcome outcome = StartCachePrograms.run(programs.program(file, "on"));
    assertThat(outcome.output()).containsExactly("none");
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .contains("INFO", LOGGER, "no place for it", file.toString());
  }

  @Test
  void fullDisk_leavesNoCache_andIsTold_butNotWhatTheTrainingLogged() throws Exception {
    ProcessBuilder program = programs.program(folder, "on");
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=1m none \"$XDG_CACHE_HOME\" && \"$@\" && ls \"$XDG_CACHE_HOME\"/ropewalk/aot",
                "sh"));
    command.addAll(program.command());
    Outcome outcome = StartCachePrograms.run(program.command(command));
    assertThat(outcome.status()).as("%s", outcome).isZero();
    assertThat(outcome.output())
        .hasSize(3)
        .contains("none", "lock")
        .anyMatch(line -> line.endsWith(".useless"));
    assertThat(outcome.errors())
        .singleElement()
        .asString()
        .contains("INFO", LOGGER, "can't be made: java.io.IOException: with -XX:AOTCache=");
  }
}
