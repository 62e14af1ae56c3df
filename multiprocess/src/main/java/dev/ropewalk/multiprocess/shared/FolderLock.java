package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.internal.Uninterrupted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets one process at a time, and in it one thread, into a folder. The kernel unlocks it when the process dies. */
final class FolderLock {
  /*
   * Locks on files belong to the process, not to the channel, and closing any channel of the file drops them. So within one
   * JVM a monitor comes first, and the channel stays open. Class loaders that each have their own copy of this class share
   * the monitor too: it is an interned string. An interrupt closes the channel while it waits; then it is opened again.
   *
   * Somebody may have deleted the folder: then a lock on the file that was in it excludes nobody any more. So whoever has
   * the lock looks whether the file is still the one that has the name. The same look tells the file's time of modification,
   * which is no time here, but counts what was announced: nothing is ever written to the file.
   */
  private static final Object JVM_WIDE = (FolderLock.class.getName() + " of this JVM").intern();

  /** In milliseconds: what every file system can tell apart. */
  private static final long STEP = 2000;

  private final Path folder;
  private final Path file;

  // guarded by JVM_WIDE
  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private long changes;

  FolderLock(Path folder, String name) {
    this.folder = folder;
    this.file = folder.resolve(name);
  }

  /** Does something while no other does anything under this lock. */
  <T extends @Nullable Object> T locked(Uninterrupted.Step<T> step) throws IOException {
    synchronized (JVM_WIDE) {
      FileLock held = Uninterrupted.run(this::lock);
      try {
        return step.run();
      } finally {
        held.release();
      }
    }
  }

  private FileLock lock() throws IOException {
    while (true) {
      FileChannel open = open();
      boolean excludes = false;
      try {
        FileLock lock = open.lock();
        BasicFileAttributes now = Life.attributesOf(file);
        excludes = now != null && Objects.equals(key, now.fileKey());
        if (now != null && excludes) {
          changes = now.lastModifiedTime().toMillis();
          return lock;
        }
      } finally {
        if (!excludes) {
          open.close();
        }
      }
    }
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null || !open.isOpen()) {
      UserRecords.privateFolder(folder);
      open =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel = open;
      BasicFileAttributes attributes = Life.attributesOf(file);
      key = attributes == null ? null : attributes.fileKey();
    }
    return open;
  }

  /** Stands for what is in the folder: another number after each announcement. Only under the lock. */
  long changes() {
    return changes;
  }

  /** Tells all that come after that something in the folder changes. Only under the lock, before the change. */
  void announceChange() throws IOException {
    // not Files.setLastModifiedTime, which may open and close the file: that drops the lock
    if (!file.toFile().setLastModified(changes + STEP)) {
      throw new IOException("cannot set the time of " + file);
    }
    changes += STEP;
  }
}
