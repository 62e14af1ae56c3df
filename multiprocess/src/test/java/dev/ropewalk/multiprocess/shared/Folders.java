package dev.ropewalk.multiprocess.shared;

import java.io.File;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Looks into folders in which other processes of this machine make and delete files meanwhile. */
final class Folders {

  private Folders() {}

  /** How many such files there are in and below a folder. */
  static long count(Path folder, Predicate<Path> such) {
    long count = 0;
    File[] files = folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      if (file.isDirectory()) {
        count += count(file.toPath(), such);
      } else if (such.test(file.toPath())) {
        count++;
      }
    }
    return count;
  }
}
