package dev.ropewalk.multiprocess.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How often the system has killed a process because memory ran out. */
public final class MemoryKills {

  private static final String COUNTER = "oom_kill ";

  private MemoryKills() {}

  /** Since the system was started; 0 where it does not say. */
  public static long count() {
    return count(Path.of("/proc/vmstat"));
  }

  static long count(Path statistics) {
    try (Stream<String> lines = Files.lines(statistics)) {
      return lines
          .filter(line -> line.startsWith(COUNTER))
          .mapToLong(line -> Long.parseLong(line.substring(COUNTER.length()).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0; // another system
    }
  }
}
