package dev.ropewalk.multiprocess.shared;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
   */
  private static final Object JVM_WIDE = (FolderLock.class.getName() + " of this JVM").intern();

  private final Path folder;
  private final Path file;

  // guarded by JVM_WIDE
  private @Nullable FileChannel channel;
  private @Nullable String key;

  FolderLock(Path folder, String name) {
    this.folder = folder;
    this.file = folder.resolve(name);
  }

  /** Does something while no other does anything under this lock. */
  <T extends @Nullable Object> T locked(Mapping.Step<T> step) throws IOException {
    synchronized (JVM_WIDE) {
      FileLock held = Mapping.uninterruptibly(() -> open().lock());
      try {
        return step.run();
      } finally {
        held.release();
      }
    }
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null || !open.isOpen() || !Objects.equals(key, Life.keyOf(file))) {
      if (open != null) {
        open.close(); // somebody deleted the folder: this lock excludes nobody any more
      }
      UserRecords.privateFolder(folder);
      open =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel = open;
      key = Life.keyOf(file);
    }
    return open;
  }
}
