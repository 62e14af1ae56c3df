package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.multiprocess.pool.JavaCommand.Surroundings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {

  private static final Path HOME = Path.of(System.getProperty("java.home"));
  private static final String MAIN = "dev.ropewalk.multiprocess.pool.ChildMain";

  @Test
  void classPath_isPassedOn() {
    Surroundings jvm = new Surroundings(HOME, "a.jar:b", null, List.of("java.base"), null, null);
    assertThat(JavaCommand.of(jvm, 25))
        .startsWith(HOME.resolve("bin").resolve("java").toString())
        .containsSequence("--class-path", "a.jar:b")
        .contains(
            "-XX:+UseSerialGC",
            "-XX:-UseCompactObjectHeaders",
            "-XX:MaxRAMPercentage=25.00",
            "--enable-native-access=ALL-UNNAMED")
        .doesNotContain("--module-path", "--add-modules")
        .endsWith(MAIN);
  }

  @Test
  void modulePath_isPassedOnWithTheModulesThereAre() {
    Surroundings jvm =
        new Surroundings(HOME, "", "mods", List.of("app", "java.base"), "ours", "natives");
    assertThat(JavaCommand.of(jvm, 2.5))
        .containsSequence("--module-path", "mods")
        .containsSequence("--add-modules", "app,java.base")
        .contains("-XX:MaxRAMPercentage=2.50", "--enable-native-access=natives")
        .doesNotContain("--class-path")
        .endsWith("--module", "ours/" + MAIN);
  }

  @Test
  void heaps_ofAllWorkersTogether_areHalfOfTheMemory() {
    assertThat(JavaCommand.heapPercent()).isEqualTo(25);
    assertThat(JavaCommand.heapPercentOfEach(1)).isEqualTo(25);
    assertThat(JavaCommand.heapPercentOfEach(2)).isEqualTo(25);
    assertThat(JavaCommand.heapPercentOfEach(8)).isEqualTo(6.25);
    assertThat(JavaCommand.heapPercentOfEach(1000)).isEqualTo(1);
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
                "PATH",
                "x"));
    JavaCommand.clean(environment);
    assertThat(environment).containsOnlyKeys("PATH");
  }

  @Test
  void runTimeImageWithoutLauncher_isNamed(@TempDir Path empty) {
    Surroundings jvm = new Surroundings(empty, "a.jar", null, List.of(), null, null);
    assertThatIllegalStateException()
        .isThrownBy(() -> JavaCommand.of(jvm, 25))
        .withMessageContaining(empty.toString());
  }
}
