package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.threads.internal.natives.NativeCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a child JVM: the same {@code java} and the same class path or module path as this JVM, and nothing
 * else of it. No option of this JVM is passed on, so neither are its debugger ports and agents.
 */
final class JavaCommand {
  /*
   * What a child is tuned for:
   *
   * - Serial collector. There are as many workers as processors, so one collector thread each is what the machine has; it
   *   also starts faster and needs less memory than the parallel ones.
   * - Both compilers. Stopping at the first tier would start a child a little sooner, but whoever moves work to processes
   *   has CPU-bound work, which the second tier makes several times faster.
   * - Heap. A process of its own may take what the JVM takes by default, a quarter of the memory. The workers of a pool
   *   share half of the memory, so that a full pool never brings the machine down; none gets more than that quarter.
   * - No performance data file: a JVM that is killed would leave it behind.
   * - Never compact object headers: on JDK 25 they can corrupt strings.
   */
  private static final double DEFAULT_HEAP_PERCENT = 25;
  private static final double POOL_HEAP_PERCENT = 50;
  private static final double LEAST_HEAP_PERCENT = 1;

  /** Variables by which a JVM is given options behind its user's back. */
  private static final List<String> OPTION_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private JavaCommand() {}

  /**
   * What a child's command line is made from.
   *
   * @param javaHome where {@code bin/java} is
   * @param classPath as in {@code java.class.path}; may be empty
   * @param modulePath as in {@code jdk.module.path}, null without one
   * @param modules the names of all modules of the running JVM's boot layer
   * @param ownModule the name of the module this class is in, null on the class path
   * @param nativeModule the name of the module that makes native calls, null on the class path
   */
  record Surroundings(
      Path javaHome,
      String classPath,
      @Nullable String modulePath,
      List<String> modules,
      @Nullable String ownModule,
      @Nullable String nativeModule) {

    /** Those of this JVM. */
    static Surroundings ofThisJvm() {
      return new Surroundings(
          Path.of(System.getProperty("java.home")),
          System.getProperty("java.class.path", ""),
          System.getProperty("jdk.module.path"),
          ModuleLayer.boot().modules().stream().map(Module::getName).sorted().toList(),
          JavaCommand.class.getModule().getName(),
          NativeCalls.class.getModule().getName());
    }
  }

  /** The heap limit of a process on its own, in percent of the machine's or container's memory. */
  static double heapPercent() {
    return DEFAULT_HEAP_PERCENT;
  }

  /** The heap limit of one of so many workers. */
  static double heapPercentOfEach(int workers) {
    return Math.clamp(POOL_HEAP_PERCENT / workers, LEAST_HEAP_PERCENT, DEFAULT_HEAP_PERCENT);
  }

  /** The whole command. */
  static List<String> of(Surroundings jvm, double heapPercent) {
    Path java = jvm.javaHome().resolve("bin").resolve("java");
    if (!Files.isExecutable(java) && !Files.isExecutable(Path.of(java + ".exe"))) {
      throw new IllegalStateException(
          "cannot start a child JVM: there is no "
              + java
              + " (a trimmed run-time image may lack it: build it with its launcher)");
    }
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions"); // later JDKs may not know all of these
    command.add("-XX:+UseSerialGC");
    command.add("-XX:-UsePerfData");
    command.add("-XX:-UseCompactObjectHeaders");
    command.add(String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.2f", heapPercent));
    String nativeModule = jvm.nativeModule();
    command.add("--enable-native-access=" + (nativeModule == null ? "ALL-UNNAMED" : nativeModule));
    if (!jvm.classPath().isEmpty()) {
      command.addAll(List.of("--class-path", jvm.classPath()));
    }
    String modulePath = jvm.modulePath();
    if (modulePath != null) {
      command.addAll(List.of("--module-path", modulePath));
    }
    if (modulePath != null || jvm.ownModule() != null) {
      // Exactly the modules of this JVM: which of them the task needs is unknown here.
      command.addAll(List.of("--add-modules", String.join(",", jvm.modules())));
    }
    if (jvm.ownModule() == null) {
      command.add(ChildMain.class.getName());
    } else {
      command.addAll(List.of("--module", jvm.ownModule() + "/" + ChildMain.class.getName()));
    }
    return command;
  }

  /** Takes out of an environment what would change the child's JVM. */
  static void clean(Map<String, String> environment) {
    OPTION_VARIABLES.forEach(environment::remove);
  }
}
