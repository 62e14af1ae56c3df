package dev.ropewalk.multiprocess.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where processes meet that share memory by name: {@code /dev/shm}, or a folder below that for temporary files. A child is told if
 * it would not find out by itself, as when this JVM was given its folder for temporary files by an option.
 */
public final class SharedPlace {

  /** Set to true, neither {@code /dev/shm} nor memory files are used. */
  public static final String PORTABLE_PROPERTY = "ropewalk.shared.portable";

  /** The folder that a child is told. */
  static final String FOLDER_PROPERTY = "ropewalk.shared.folder";

  /** The folder where there can be one. */
  public static final Path DEV_SHM = Path.of("/dev/shm");

  private SharedPlace() {}

  /** Whether neither {@code /dev/shm} nor memory files are used. */
  public static boolean isPortable() {
    return Boolean.getBoolean(PORTABLE_PROPERTY);
  }

  /** The folder of this JVM. */
  public static Path folder() {
    return usesDevShm() ? DEV_SHM : portableFolder();
  }

  private static boolean usesDevShm() {
    return !isPortable()
        && System.getProperty("os.name").equals("Linux")
        && Files.isWritable(DEV_SHM);
  }

  /** The folder of this JVM where there is no {@code /dev/shm}. */
  public static Path portableFolder() {
    String told = System.getProperty(FOLDER_PROPERTY);
    if (told != null) {
      return Path.of(told);
    }
    String user = System.getProperty("user.name").replaceAll("\\W", "_");
    return Path.of(System.getProperty("java.io.tmpdir"), "ropewalk-shared-" + user)
        .toAbsolutePath();
  }

  /** The options by which a child JVM looks where this one does; none if it uses {@code /dev/shm}. */
  public static List<String> options() {
    List<String> options = new ArrayList<>();
    if (isPortable()) {
      options.add("-D" + PORTABLE_PROPERTY + "=true");
    }
    if (!usesDevShm()) {
      options.add("-D" + FOLDER_PROPERTY + "=" + portableFolder());
    }
    return options;
  }
}
