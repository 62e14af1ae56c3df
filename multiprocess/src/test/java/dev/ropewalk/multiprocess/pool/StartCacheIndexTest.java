package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheIndexTest {

  @TempDir Path folder;

  private Path cache;
  private Path jar;
  private Path absent;
  private StartCacheIndex index;

  @BeforeEach
  void make() throws Exception {
    cache = Files.writeString(folder.resolve("cache"), "classes");
    jar = Files.writeString(folder.resolve("a.jar"), "first");
    absent = folder.resolve("absent.jar");
    index = StartCacheIndex.of(cache, StartCacheIndex.sources(List.of(jar, absent)));
  }

  @Test
  void whatWasWritten_isRead() throws Exception {
    Path file = folder.resolve("index");
    index.write(file);
    assertThat(StartCacheIndex.read(file)).isEqualTo(index);
    assertThat(index.changedSource()).isEmpty();
    assertThat(index.isWhole(cache)).isTrue();
  }

  @Test
  void nonsense_isNoIndex() throws Exception {
    for (String text : List.of("", "\n", "a\t1", "a\tb\tc", "a\t1\tb")) {
      Path file = Files.writeString(folder.resolve("index"), text);
      assertThat(StartCacheIndex.read(file)).as(text).isNull();
    }
    assertThat(StartCacheIndex.read(absent)).isNull();
  }

  @Test
  void jarThatWasReplaced_isNoticed_withTheSameLengthAndTimeToo() throws Exception {
    FileTime time = Files.getLastModifiedTime(jar);
    Files.writeString(jar, "other");
    Files.setLastModifiedTime(jar, time);
    assertThat(index.changedSource()).contains(jar.toString());
  }

  @Test
  void jarThatCameOrWent_isNoticed() throws Exception {
    Files.createFile(absent);
    assertThat(index.changedSource()).contains(absent.toString());
    Files.delete(absent);
    assertThat(index.changedSource()).isEmpty();
    Files.delete(jar);
    assertThat(index.changedSource()).contains(jar.toString());
  }

  @Test
  void cacheThatIsShorterOrOther_isNoticed() throws Exception {
    Files.writeString(cache, "classed");
    assertThat(index.isThere(cache)).isTrue();
    assertThat(index.isWhole(cache)).isFalse();
    Files.writeString(cache, "class");
    assertThat(index.isThere(cache)).isFalse();
    assertThat(index.isWhole(cache)).isFalse();
    Files.delete(cache);
    assertThat(index.isThere(cache)).isFalse();
  }
}
