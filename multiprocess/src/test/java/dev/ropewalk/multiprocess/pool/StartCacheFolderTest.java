package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartCacheFolderTest {

  @TempDir Path home;

  private StartCacheFolder open() throws IOException {
    return StartCacheFolder.in(Map.of("HOME", home.toString()));
  }

  private static void publish(StartCacheFolder folder, String key, Instant used)
      throws IOException {
    Path cache = Files.writeString(folder.path().resolve(key + "-1.aot"), key);
    folder.publish(key, StartCacheIndex.of(cache, List.of()));
    Files.setLastModifiedTime(folder.path().resolve(key + ".index"), FileTime.from(used));
  }

  @Test
  void place_isBelowTheHomeFolder_orWhereXdgSays() throws Exception {
    assertThat(open().path()).isEqualTo(home.resolve(".cache/ropewalk/aot")).isDirectory();
    Path xdg = home.resolve("xdg");
    assertThat(
            StartCacheFolder.in(Map.of("HOME", "/nowhere", "XDG_CACHE_HOME", xdg.toString()))
                .path())
        .isEqualTo(xdg.resolve("ropewalk/aot"))
        .isDirectory();
    assertThat(
            StartCacheFolder.in(Map.of("HOME", home.toString(), "XDG_CACHE_HOME", "relative"))
                .path())
        .isEqualTo(home.resolve(".cache/ropewalk/aot"));
    assertThatIOException()
        .isThrownBy(() -> StartCacheFolder.in(Map.of()))
        .withMessageContaining("HOME");
  }

  @Test
  void folderThatIsALink_isNotTrusted() throws Exception {
    Files.move(open().path().getParent(), home.resolve("elsewhere"));
    Files.createSymbolicLink(home.resolve(".cache/ropewalk"), home.resolve("elsewhere"));
    assertThatIOException().isThrownBy(this::open).withMessageContaining("no other may enter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwxr-x---", "rwx-----x"})
  void folderThatOthersMayEnter_isNotTrusted(String rights) throws Exception {
    Files.setPosixFilePermissions(open().path(), PosixFilePermissions.fromString(rights));
    assertThatIOException().isThrownBy(this::open).withMessageContaining("no other may enter");
  }

  @Test
  void foldersAreMadeForThisUserOnly() throws Exception {
    Path folder = open().path();
    for (Path each : List.of(folder, folder.getParent())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void cacheThatIsOfNoUse_isTakenAway() throws Exception {
    StartCacheFolder folder = open();
    publish(folder, "k", Instant.now());
    folder.markUseless("k");
    assertThat(folder.find("k")).isNull();
    folder.sweep();
    assertThat(folder.path().toFile().list()).containsExactly("k.useless");
  }

  @Test
  void sweep_keepsWhatWasUsedLast_andRemovesLeftovers() throws Exception {
    StartCacheFolder folder = open();
    Instant now = Instant.now();
    List<String> kept = new ArrayList<>(List.of("fresh.useless", "lock"));
    for (int age = 0; age < StartCacheFolder.KEPT + 2; age++) {
      publish(folder, "k" + age, now.minus(Duration.ofHours(age)));
      if (age < StartCacheFolder.KEPT) {
        kept.add("k" + age + ".index");
        kept.add("k" + age + "-1.aot");
      }
    }
    Files.writeString(folder.path().resolve("k1-77.aot"), "of somebody who was killed");
    Files.writeString(folder.path().resolve("k1-77.aot.config"), "of somebody who was killed");
    folder.markUseless("fresh");
    folder.markUseless("old");
    Files.setLastModifiedTime(
        folder.path().resolve("old.useless"), FileTime.from(now.minus(Duration.ofHours(25))));
    assertThat(folder.isUseless("fresh")).isTrue();
    assertThat(folder.isUseless("old")).isFalse();
    folder.runIfAlone(folder::sweep);
    assertThat(folder.path().toFile().list()).containsExactlyInAnyOrderElementsOf(kept);
  }

  @Test
  void useOfACache_makesItStay() throws Exception {
    StartCacheFolder folder = open();
    Instant now = Instant.now();
    for (int age = 0; age < StartCacheFolder.KEPT + 1; age++) {
      publish(folder, "k" + age, now.minus(Duration.ofHours(age + 1)));
    }
    folder.touch("k" + StartCacheFolder.KEPT);
    folder.runIfAlone(folder::sweep);
    assertThat(folder.find("k" + StartCacheFolder.KEPT)).isNotNull();
    assertThat(folder.find("k" + (StartCacheFolder.KEPT - 1))).isNull();
  }
}
