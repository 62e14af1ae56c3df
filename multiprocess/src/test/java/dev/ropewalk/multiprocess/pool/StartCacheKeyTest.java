package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartCacheKeyTest {

  private static final LaunchSettings PLAIN = LaunchSettings.plain(JavaCommand.heap());

  private static Surroundings onClassPath(String... paths) {
    return on(List.of(), paths);
  }

  private static Surroundings on(List<String> moduleOptions, String... paths) {
    return new Surroundings(
        Path.of(System.getProperty("java.home")),
        List.of(paths),
        List.of(),
        List.of(),
        moduleOptions,
        null,
        null,
        null);
  }

  private static String key(LaunchSettings settings) {
    return StartCacheKey.of(onClassPath("a.jar"), settings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx100m", "-Xmx30g", "-XX:MaxRAMPercentage=0.1", "-Dany=thing", "-ea"})
  void childrenWithOptionsThatMakeNoDifference_shareACache(String option) {
    assertThat(StartCacheKey.obstacle(onClassPath("a.jar"), PLAIN.with(option))).isEmpty();
    assertThat(key(PLAIN.with(option))).isEqualTo(key(PLAIN));
  }

  @Test
  void childrenWithOtherJars_haveAnother() {
    assertThat(StartCacheKey.of(onClassPath("b.jar"), PLAIN)).isNotEqualTo(key(PLAIN));
    assertThat(StartCacheKey.of(onClassPath(Path.of("a.jar").toAbsolutePath().toString()), PLAIN))
        .isEqualTo(key(PLAIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:+UseZGC",
        "-agentlib:jdwp=transport=dt_socket",
        "-javaagent:a.jar",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "-Djava.system.class.loader=Mine"
      })
  void optionThatMayNotFit_isAnObstacle(String option) {
    assertThat(StartCacheKey.obstacle(onClassPath("a.jar"), PLAIN.with(option)))
        .hasValueSatisfying(reason -> assertThat(reason).contains(option));
  }

  @Test
  void folder_isAnObstacle_whoseverItIs(@TempDir Path folder) throws Exception {
    Path jar = Files.createFile(folder.resolve("a.jar"));
    assertThat(StartCacheKey.obstacle(onClassPath(jar.toString()), PLAIN)).isEmpty();
    assertThat(StartCacheKey.obstacle(onClassPath(jar.toString(), folder.toString()), PLAIN))
        .hasValueSatisfying(reason -> assertThat(reason).contains(folder.toString()));
    assertThat(StartCacheKey.obstacle(onClassPath(jar.toString(), ""), PLAIN)).isPresent();
  }

  @Test
  void springBootJar_isAnObstacle() {
    Surroundings boot =
        new Surroundings(
            Path.of(System.getProperty("java.home")),
            List.of("app.jar"),
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            "Launcher");
    assertThat(StartCacheKey.obstacle(boot, PLAIN))
        .hasValueSatisfying(reason -> assertThat(reason).contains("Spring Boot"));
  }

  @Test
  void patchedModules_areAnObstacle() {
    assertThat(StartCacheKey.obstacle(on(List.of("--patch-module=a=b"), "a.jar"), PLAIN))
        .hasValueSatisfying(reason -> assertThat(reason).contains("--patch-module=a=b"));
  }
}
