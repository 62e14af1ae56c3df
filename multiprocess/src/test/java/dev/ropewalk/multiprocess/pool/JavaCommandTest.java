package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.multiprocess.internal.SharedPlace;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {

  private static final Path HOME = Path.of(System.getProperty("java.home"));
  private static final String MAIN = "dev.ropewalk.multiprocess.pool.ChildMain";

  private static Surroundings onClassPath(String... paths) {
    return new Surroundings(
        HOME, List.of(paths), List.of(), List.of(), List.of(), null, null, null);
  }

  private static List<String> command(Surroundings jvm) {
    return JavaCommand.of(jvm, LaunchSettings.plain(JavaCommand.heap()));
  }

  @Test
  void classPath_isPassedOn() {
    assertThat(command(onClassPath("/a.jar", "/b")))
        .startsWith(HOME.resolve("bin").resolve("java").toString())
        .containsSequence("--class-path", "/a.jar" + File.pathSeparator + "/b")
        .contains(
            "-XX:+UseSerialGC",
            "-XX:-UseCompactObjectHeaders",
            "-XX:MaxRAMPercentage=25.00",
            "--enable-native-access=ALL-UNNAMED")
        .doesNotContain("--module-path", "--add-modules")
        .endsWith(MAIN);
  }

  @Test
  void modulePath_isPassedOnWithTheModulesThereAreAndHowTheyWereChanged() {
    Surroundings jvm =
        new Surroundings(
            HOME,
            List.of(),
            List.of("/mods"),
            List.of("app", "java.base"),
            List.of("--patch-module=app=/more"),
            "ours",
            "natives",
            null);
    assertThat(command(jvm))
        .containsSequence("--module-path", "/mods")
        .containsSequence("--add-modules", "app,java.base", "--patch-module=app=/more")
        .contains("--enable-native-access=natives")
        .doesNotContain("--class-path")
        .endsWith("--module", "ours/" + MAIN);
  }

  @Test
  void insideOfASpringBootJar_itsLauncherFindsTheClasses() {
    Surroundings jvm =
        new Surroundings(
            HOME,
            List.of("/app.jar"),
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            "boot.Launcher");
    assertThat(command(jvm)).endsWith("-Dloader.main=" + MAIN, "boot.Launcher");
  }

  @Test
  void ownOptions_comeLast_butNeverCompactObjectHeaders() {
    LaunchSettings plain = LaunchSettings.plain("-Xmx1g");
    LaunchSettings settings =
        new LaunchSettings(
            "-Xmx1g",
            List.of("-XX:+UseNUMA"),
            List.of(Path.of("/more.jar")),
            Map.of("SET", Optional.of("x"), "GONE", Optional.empty()),
            null,
            null,
            plain.output(),
            plain.errors(),
            LogRoute.OWN,
            null,
            true);
    assertThat(JavaCommand.of(onClassPath("/a.jar"), settings))
        .containsSubsequence(
            "-XX:+UseSerialGC", "-Xmx1g", "-XX:+UseNUMA", "-XX:-UseCompactObjectHeaders")
        .containsSequence("--class-path", "/a.jar" + File.pathSeparator + "/more.jar")
        .noneMatch(option -> option.contains("slf4j.provider"));
    Map<String, String> environment = new HashMap<>(Map.of("GONE", "y", "PATH", "z"));
    settings.adjust(environment);
    assertThat(environment).containsOnly(Map.entry("SET", "x"), Map.entry("PATH", "z"));
  }

  /** A JVM that is told of two does not start. */
  @Test
  void ownCollector_takesThePlaceOfOurs() {
    LaunchSettings plain = LaunchSettings.plain("-Xmx1g");
    LaunchSettings settings =
        new LaunchSettings(
            plain.heap(),
            List.of("-XX:+UseParallelGC"),
            List.of(),
            Map.of(),
            null,
            null,
            plain.output(),
            plain.errors(),
            LogRoute.PARENT,
            null,
            true);
    assertThat(JavaCommand.of(onClassPath("/a.jar"), settings))
        .contains("-XX:+UseParallelGC")
        .doesNotContain("-XX:+UseSerialGC");
  }

  @Test
  void relativePaths_areFoundFromAnotherFolderToo() {
    LaunchSettings plain = LaunchSettings.plain("-Xmx1g");
    LaunchSettings elsewhere =
        new LaunchSettings(
            plain.heap(),
            List.of(),
            List.of(),
            Map.of(),
            Path.of("/elsewhere"),
            null,
            plain.output(),
            plain.errors(),
            LogRoute.PARENT,
            null,
            true);
    Path here = Path.of("").toAbsolutePath();
    assertThat(JavaCommand.of(onClassPath("a.jar", ""), plain))
        .containsSequence("--class-path", "a.jar" + File.pathSeparator);
    assertThat(JavaCommand.of(onClassPath("a.jar", ""), elsewhere))
        .containsSequence("--class-path", here.resolve("a.jar") + File.pathSeparator + here);
  }

  @Test
  void placeOfSharedMemory_isPassedOnIfItIsNotTheUsualOne() {
    assertThat(command(onClassPath("/a.jar"))).noneMatch(option -> option.contains("shared"));
    System.setProperty(SharedPlace.PORTABLE_PROPERTY, "true");
    try {
      assertThat(command(onClassPath("/a.jar")))
          .contains(
              "-Dropewalk.shared.portable=true",
              "-Dropewalk.shared.folder=" + SharedPlace.portableFolder());
    } finally {
      System.clearProperty(SharedPlace.PORTABLE_PROPERTY);
    }
  }

  @Test
  void heaps_ofAllWorkersTogether_areHalfOfTheMemory() {
    assertThat(JavaCommand.heap()).isEqualTo("-XX:MaxRAMPercentage=25.00");
    assertThat(JavaCommand.heapOfEach(1)).isEqualTo("-XX:MaxRAMPercentage=25.00");
    assertThat(JavaCommand.heapOfEach(2)).isEqualTo("-XX:MaxRAMPercentage=25.00");
    assertThat(JavaCommand.heapOfEach(8)).isEqualTo("-XX:MaxRAMPercentage=6.25");
    assertThat(JavaCommand.heapOfEach(1000)).isEqualTo("-XX:MaxRAMPercentage=1.00");
  }

  @Test
  void variablesThatCarryOptions_areTakenOut() {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "JAVA_TOOL_OPTIONS",
                "x",
                "JDK_JAVA_OPTIONS",
                "x",
                "_JAVA_OPTIONS",
                "x",
                "JDK_AOT_VM_OPTIONS",
                "x",
                "PATH",
                "x"));
    JavaCommand.clean(environment);
    assertThat(environment).containsOnlyKeys("PATH");
  }

  @Test
  void runTimeImageWithoutLauncher_isNamed(@TempDir Path empty) {
    Surroundings jvm =
        new Surroundings(
            empty, List.of("/a.jar"), List.of(), List.of(), List.of(), null, null, null);
    assertThatIllegalStateException()
        .isThrownBy(() -> command(jvm))
        .withMessageContaining(empty.toString());
  }
}
