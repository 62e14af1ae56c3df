package dev.ropewalk.threads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {

  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void version2_withoutLimit_isUnlimited() throws IOException {
    write("proc/self/cgroup", "0::/app/web\n");
    write("sys/fs/cgroup/app/web/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/app/cpu.max", "max 100000\n");
    assertThat(CpuQuota.isLimited(root)).isFalse();
  }

  @Test
  void version2_limitOnAnAncestor_binds() throws IOException {
    write("proc/self/cgroup", "0::/app/web\n");
    write("sys/fs/cgroup/app/web/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/app/cpu.max", "50000 100000\n");
    assertThat(CpuQuota.isLimited(root)).isTrue();
  }

  @Test
  void version2_insideAContainer_groupIsTheMount() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    write("sys/fs/cgroup/cpu.max", "150000 100000\n");
    assertThat(CpuQuota.isLimited(root)).isTrue();
  }

  @Test
  void version1_quota_binds() throws IOException {
    write("proc/self/cgroup", "5:memory:/app\n4:cpu,cpuacct:/app\n");
    write("sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_quota_us", "20000\n");
    assertThat(CpuQuota.isLimited(root)).isTrue();
  }

  @Test
  void version1_minusOne_isUnlimited() throws IOException {
    write("proc/self/cgroup", "4:cpu:/app\n");
    write("sys/fs/cgroup/cpu/app/cpu.cfs_quota_us", "-1\n");
    assertThat(CpuQuota.isLimited(root)).isFalse();
  }

  @Test
  void otherSystems_areUnlimited() {
    assertThat(CpuQuota.isLimited(root)).isFalse();
  }
}
