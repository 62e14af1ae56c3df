package dev.ropewalk.multiprocess.pool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM writes when it crashes, {@code hs_err_pid….log}. A crashed JVM ends itself by SIGABRT whatever happened to it, or
 * with status 1 if it was told to leave no core dump; the report tells which signal it was.
 */
final class CrashReport {

  /** {@code #  SIGSEGV (0xb) at pc=0x…, pid=…, tid=…}. */
  private static final Pattern SIGNAL = Pattern.compile("#\\s+SIG[A-Z0-9]+ \\(0x([0-9a-f]+)\\).*");

  private static final String ERROR_FILE = "-XX:ErrorFile=";
  private static final int FIRST_LINES = 20;

  private CrashReport() {}

  /**
   * The report of the process with this id, if it wrote one.
   *
   * @param since when the process was started: what is older is from another that had its id
   */
  static Optional<Path> find(LaunchSettings settings, long pid, Instant since) {
    String name = "hs_err_pid" + pid + ".log";
    Path directory =
        (settings.directory() == null ? Path.of("") : settings.directory()).toAbsolutePath();
    Stream<Path> chosen =
        settings.jvmOptions().stream()
            .filter(option -> option.startsWith(ERROR_FILE))
            .map(option -> option.substring(ERROR_FILE.length()).replace("%p", "" + pid))
            .map(directory::resolve);
    Stream<Path> usual =
        Stream.of(directory, Path.of(System.getProperty("java.io.tmpdir")))
            .map(folder -> folder.resolve(name));
    return Stream.concat(chosen, usual).filter(file -> isNewer(file, since)).findFirst();
  }

  private static boolean isNewer(Path file, Instant since) {
    try {
      return Files.isRegularFile(file)
          && !Files.getLastModifiedTime(file).toInstant().isBefore(since);
    } catch (IOException e) {
      return false; // gone meanwhile
    }
  }

  /** The number of the signal that the report tells of; empty if it was something else. */
  static OptionalInt signal(Path report) {
    try (Stream<String> lines = Files.lines(report, StandardCharsets.ISO_8859_1)) {
      List<String> numbers =
          lines
              .limit(FIRST_LINES)
              .map(SIGNAL::matcher)
              .filter(Matcher::matches)
              .map(matcher -> matcher.group(1))
              .toList();
      return numbers.isEmpty()
          ? OptionalInt.empty()
          : OptionalInt.of(Integer.parseInt(numbers.getFirst(), 16));
    } catch (IOException e) {
      return OptionalInt.empty(); // gone, or not for us to read
    }
  }
}
