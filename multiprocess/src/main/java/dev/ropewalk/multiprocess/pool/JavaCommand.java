package dev.ropewalk.multiprocess.pool;

import dev.ropewalk.multiprocess.internal.SharedPlace;
import dev.ropewalk.multiprocess.logging.RelayProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The command line of a child JVM: the same {@code java} and the same class path or module path as this JVM, and nothing
 * else of it. No option of this JVM is passed on but those that shape its modules or say where shared memory lies, so neither are its debugger ports and
 * agents.
 */
public final class JavaCommand {
  /*
   * What a child is tuned for:
   *
   * - Serial collector. There are as many workers as processors, so one collector thread each is what the machine has; it
   *   also starts faster and needs less memory than the parallel ones. A collector that the user names takes its place: a JVM
   *   that is told of two does not start.
   * - What the JVM itself has to say goes to the error output: on the standard output it would be in the way of the program's, and
   *   nobody would look there for the reason of a death.
   * - Both compilers. Stopping at the first tier would start a child a little sooner, but whoever moves work to processes
   *   has CPU-bound work, which the second tier makes several times faster.
   * - Heap. A process of its own may take what the JVM takes by default, a quarter of the memory. The workers of a pool
   *   share half of the memory, so that a full pool does not bring the machine down; none gets more than that quarter, nor so
   *   little that it could not work, which counts for more than fifty workers.
   * - No performance data file: a JVM that is killed would leave it behind.
   * - Never compact object headers: on JDK 25 they can corrupt strings.
   *
   * -XX:+IgnoreUnrecognizedVMOptions is not among them, although a later JDK may drop some of these options: with it, what a
   * user mistyped would be ignored too.
   */
  private static final Predicate<String> COLLECTOR =
      Pattern.compile("-XX:\\+Use(Serial|Parallel|G1|Z|Shenandoah|Epsilon)GC").asMatchPredicate();

  private static final double DEFAULT_HEAP_PERCENT = 25;
  private static final double POOL_HEAP_PERCENT = 50;
  private static final double LEAST_HEAP_PERCENT = 1;

  /** Variables by which a JVM is given options behind its user's back. */
  private static final List<String> OPTION_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS");

  private JavaCommand() {}

  /** The heap limit of a process on its own, in percent of the machine's or container's memory. */
  public static String heap() {
    return percent(DEFAULT_HEAP_PERCENT);
  }

  /** The heap limit of one of so many workers. */
  public static String heapOfEach(int workers) {
    return percent(
        Math.clamp(POOL_HEAP_PERCENT / workers, LEAST_HEAP_PERCENT, DEFAULT_HEAP_PERCENT));
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.2f", percent);
  }

  /** The whole command. */
  static List<String> of(Surroundings jvm, LaunchSettings settings) {
    return of(jvm, settings, ChildMain.class);
  }

  /** That of a JVM that runs another main class of this module, without its arguments. */
  static List<String> of(Surroundings jvm, LaunchSettings settings, Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(launcher(jvm, settings).toString());
    if (settings.jvmOptions().stream().noneMatch(COLLECTOR)) {
      command.add("-XX:+UseSerialGC");
    }
    command.add("-XX:+DisplayVMOutputToStderr");
    command.add("-XX:-UsePerfData");
    command.add(settings.heap() == null ? heap() : settings.heap());
    if (settings.logs() != LogRoute.OWN) {
      command.add("-Dslf4j.provider=" + RelayProvider.class.getName());
      command.add("-Dslf4j.internal.verbosity=WARN"); // that it took this provider is no news
    }
    command.addAll(SharedPlace.options());
    command.addAll(settings.jvmOptions());
    command.add("-XX:-UseCompactObjectHeaders");
    String nativeModule = jvm.nativeModule();
    command.add("--enable-native-access=" + (nativeModule == null ? "ALL-UNNAMED" : nativeModule));
    List<String> classPath = here(jvm.classPath(), settings);
    settings.classPath().forEach(each -> classPath.add(each.toAbsolutePath().toString()));
    if (!classPath.isEmpty()) {
      command.addAll(List.of("--class-path", String.join(File.pathSeparator, classPath)));
    }
    if (jvm.isModular()) {
      addModules(jvm, settings, command);
    }
    addMain(jvm, main.getName(), command);
    return command;
  }

  private static Path launcher(Surroundings jvm, LaunchSettings settings) {
    if (settings.java() != null) {
      return settings.java();
    }
    Path java = jvm.javaHome().resolve("bin").resolve("java");
    if (!Files.isExecutable(java) && !Files.isExecutable(Path.of(java + ".exe"))) {
      throw new IllegalStateException(
          "cannot start a child JVM: there is no "
              + java
              + " (a trimmed run-time image may lack it: build it with its launcher)");
    }
    return java;
  }

  /** Entries of a path, found from the child's folder too. An empty one is the current folder. */
  private static List<String> here(List<String> path, LaunchSettings settings) {
    List<String> entries = new ArrayList<>(path);
    if (settings.directory() != null) {
      entries.replaceAll(each -> Path.of(each).toAbsolutePath().toString());
    }
    return entries;
  }

  /** Exactly the modules of this JVM: which of them the task needs is unknown here. */
  private static void addModules(Surroundings jvm, LaunchSettings settings, List<String> command) {
    if (!jvm.modulePath().isEmpty()) {
      command.addAll(
          List.of(
              "--module-path", String.join(File.pathSeparator, here(jvm.modulePath(), settings))));
    }
    command.addAll(List.of("--add-modules", String.join(",", jvm.modules())));
    command.addAll(jvm.moduleOptions());
  }

  private static void addMain(Surroundings jvm, String main, List<String> command) {
    if (jvm.ownModule() != null) {
      command.addAll(List.of("--module", jvm.ownModule() + "/" + main));
    } else if (jvm.bootLauncher() != null) {
      command.addAll(List.of("-Dloader.main=" + main, jvm.bootLauncher()));
    } else {
      command.add(main);
    }
  }

  /** Takes out of an environment what would change the child's JVM. */
  static void clean(Map<String, String> environment) {
    OPTION_VARIABLES.forEach(environment::remove);
  }
}
