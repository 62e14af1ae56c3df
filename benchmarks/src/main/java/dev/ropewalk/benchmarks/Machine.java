package dev.ropewalk.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What a reader of a report needs to know of the machine. */
final class Machine {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final List<String> FLAG_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
  private static final double GIB = 1L << 30;

  private Machine() {}

  /** One line: processor, memory, system, JDK, and how busy the machine is before the benchmarks begin. */
  static String facts() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %.0f GiB, %s %s, %s JDK %s, load average %.1f",
        processor(),
        system.getAvailableProcessors(),
        system.getTotalMemorySize() / GIB,
        system.getName(),
        system.getVersion(),
        System.getProperty("java.vendor"),
        Runtime.version(),
        system.getSystemLoadAverage());
  }

  /** A warning for each variable of the environment that gives JVMs flags a plain user does not have. */
  static List<String> warnings(Map<String, String> environment) {
    return FLAG_VARIABLES.stream()
        .filter(environment::containsKey)
        .map(
            name ->
                "%s=%s: all JVMs are measured with it, unset it for figures that others can compare"
                    .formatted(name, environment.get(name)))
        .toList();
  }

  private static String processor() {
    String architecture = System.getProperty("os.arch");
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip() + " (" + architecture + ")")
          .orElse(architecture);
    } catch (IOException e) {
      return architecture; // not Linux
    }
  }
}
