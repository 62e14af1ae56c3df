package dev.ropewalk.multiprocess.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deletes temporary files and folders, at the latest when this JVM exits. Only a JVM that is killed while it has one
 * leaves it behind. Unlike {@link java.io.File#deleteOnExit()} it forgets what is gone already.
 */
public final class ExitCleanup {

  private static final Set<Path> PATHS = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(ExitCleanup::deleteAll, "ropewalk-exit-cleanup"));
    } catch (IllegalStateException e) {
      // The JVM is exiting: what is made now is deleted by whoever made it, or not at all.
    }
  }

  private ExitCleanup() {}

  /** To be deleted at exit, a folder after what is in it. */
  public static void add(Path path) {
    PATHS.add(path);
  }

  /** Deletes these now, in this order; a folder must be empty by then. */
  public static void delete(Path... paths) {
    for (Path path : paths) {
      deleteIfPossible(path);
      PATHS.remove(path);
    }
  }

  private static void deleteAll() {
    PATHS.stream()
        .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
        .forEach(ExitCleanup::deleteIfPossible);
  }

  private static void deleteIfPossible(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Nobody is helped by a failure here: the work the file served is done.
    }
  }
}
