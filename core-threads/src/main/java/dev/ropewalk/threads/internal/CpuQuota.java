package dev.ropewalk.threads.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a Linux control group limits how much processor time this process gets. */
final class CpuQuota {

  private CpuQuota() {}

  /**
   * Looks below {@code root} (the root of the file system outside tests). Anything that can't be read counts as no limit:
   * other systems have none of these files.
   */
  static boolean isLimited(Path root) {
    try {
      for (String line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
        // hierarchy-id ":" controllers ":" path; version 2 has an empty list of controllers.
        List<String> parts = List.of(line.split(":", 3));
        if (parts.size() == 3 && isLimited(root, parts.get(1), parts.get(2))) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  private static boolean isLimited(Path root, String controllers, String group) {
    Path mount = root.resolve("sys/fs/cgroup");
    if (controllers.isEmpty()) {
      return anyLevel(mount, group, "cpu.max", "max");
    }
    return List.of(controllers.split(",", -1)).contains("cpu")
        && (anyLevel(mount.resolve(controllers), group, "cpu.cfs_quota_us", "-1")
            || anyLevel(mount.resolve("cpu"), group, "cpu.cfs_quota_us", "-1"));
  }

  /** A limit on any ancestor binds too; inside a container the named group may not exist below the mount. */
  private static boolean anyLevel(Path mount, String group, String file, String unlimited) {
    Path level = mount.resolve(group.substring(1)).normalize();
    while (level != null && level.startsWith(mount)) {
      try {
        String quota = Files.readString(level.resolve(file)).strip();
        if (!quota.startsWith(unlimited)) {
          return true;
        }
      } catch (IOException e) {
        // This level has no limit file: the root never has one.
      }
      level = level.getParent();
    }
    return false;
  }
}
