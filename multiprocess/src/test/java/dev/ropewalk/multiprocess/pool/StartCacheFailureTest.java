package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures that cost no more than the cache. */
class StartCacheFailureTest {

  private static final String KEY = "k";

  @TempDir Path home;

  private StartCacheFolder folder;
  private StartCache cache;

  @BeforeEach
  void make() throws Exception {
    folder = StartCacheFolder.in(Map.of("HOME", home.toString()));
    Path file = Files.writeString(folder.path().resolve("k-1.aot"), "classes");
    folder.publish(KEY, StartCacheIndex.of(file, List.of()));
    cache = new StartCache(folder, KEY, List.of());
    assertThat(cache.options()).contains("-XX:AOTCache=" + file);
  }

  private static Process ended(String script) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", script).start();
    int _ = process.waitFor();
    return process;
  }

  @Test
  void crash_keepsAllProgramsFromUsingTheCache() throws Exception {
    cache.notReady(ended("kill -ABRT $$"));
    assertThat(cache.options()).isEmpty();
    assertThat(folder.isUseless(KEY)).isTrue();
    assertThat(folder.find(KEY)).isNull();
  }

  @Test
  void otherEnd_doesNot() throws Exception {
    cache.notReady(ended("exit 1"));
    assertThat(cache.options()).isNotEmpty();
    assertThat(folder.isUseless(KEY)).isFalse();
  }

  @Test
  void classPathThatCannotBeRead_isStartedWithout() {
    Surroundings jvm =
        new Surroundings(
            home, List.of("a\0.jar"), List.of(), List.of(), List.of(), null, null, null);
    assertThat(StartCache.find(jvm, LaunchSettings.plain("-Xmx1g")).options()).isEmpty();
  }
}
