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
  private static final Thread NO_HOOK = Thread.ofPlatform().unstarted(() -> {});

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(ExitCleanup::deleteAll, "ropewalk-exit-cleanup"));
    } catch (IllegalStateException e) {
      // The JVM is exiting: what is made now is deleted by whoever made it, or not at all.
    }
  }

  private ExitCleanup() {}

  /**
   * To be deleted at exit, a folder after what is in it. What is made while the JVM exits is its maker's alone: that is a shutdown
   * hook, which may run when the rest is deleted.
   */
  public static void add(Path path) {
    if (!isExiting()) {
      PATHS.add(path);
    }
  }

  private static boolean isExiting() {
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(NO_HOOK); // which is none
      return false;
    } catch (IllegalStateException e) { // only while the JVM exits
      return true;
    }
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
