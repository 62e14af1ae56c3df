package dev.ropewalk.multiprocess.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryKillsTest {

  @Test
  void count_isReadFromTheStatistics(@TempDir Path folder) throws Exception {
    Path statistics = folder.resolve("vmstat");
    assertThat(MemoryKills.count(statistics)).isZero();
    Files.writeString(statistics, "nr_free_pages 17\noom_kill_other 5\noom_kill 3\n");
    assertThat(MemoryKills.count(statistics)).isEqualTo(3);
    Files.writeString(statistics, "oom_kill many\n");
    assertThat(MemoryKills.count(statistics)).isZero();
  }
}
