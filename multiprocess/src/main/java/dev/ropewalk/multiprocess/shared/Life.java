package dev.ropewalk.multiprocess.shared;

import dev.ropewalk.multiprocess.internal.Uninterrupted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What one process has noted of the segments that it uses. {@link UserRecords} says what for. */
final class Life {
  /*
   * A folder:
   *
   *   lock           locked by the process as long as it lives
   *   open/<name>    a hard link to the memory of a segment that it has open
   *   used/<name>    a symbolic link whose target is the key of a segment that it has closed, but not unlinked
   *   new-<n>        memory that has no name yet
   *
   * Each note is made and taken back by one system call, so whoever is killed leaves whole notes only.
   *
   * Closing a channel of the lock file would drop the lock of this JVM. That matters where another class loader has its own
   * copy of this class, and with it a life of its own: then the channel that found that out is kept.
   */
  private static final FileAttribute<?> FOLDER = permissions("rwx------");
  private static final FileAttribute<?> FILE = permissions("rw-------");
  private static final Map<Path, FileChannel> OF_THIS_JVM = new ConcurrentHashMap<>();

  private final Path folder;

  Life(Path folder) {
    this.folder = folder;
  }

  private static FileAttribute<?> permissions(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /** A folder that only this user may enter; false if there is something of that name already. */
  static boolean createFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, FOLDER);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** That of this process. */
  @SuppressWarnings(
      "resource") // the channel is open until the process ends: it is what tells that it lives
  static Life begin(Path root) throws IOException {
    Path folder = root.resolve(UUID.randomUUID().toString());
    Files.createDirectory(folder, FOLDER);
    Path file = folder.resolve("lock");
    Files.createFile(file, FILE);
    FileChannel channel = Uninterrupted.run(() -> FileChannel.open(file, StandardOpenOption.WRITE));
    FileLock lock = channel.tryLock();
    if (lock == null) {
      throw new IOException("somebody else locked the new file " + file);
    }
    OF_THIS_JVM.put(folder, channel);
    Files.createDirectory(folder.resolve("open"), FOLDER);
    Files.createDirectory(folder.resolve("used"), FOLDER);
    return new Life(folder);
  }

  Path folder() {
    return folder;
  }

  /** Whether its process runs. */
  boolean isAlive() throws IOException {
    if (OF_THIS_JVM.containsKey(folder)) {
      return true;
    }
    FileChannel probe;
    try {
      probe = FileChannel.open(folder.resolve("lock"), StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return false; // killed before it made it
    }
    try {
      boolean free = probe.tryLock() != null;
      probe.close();
      return !free;
    } catch (OverlappingFileLockException e) {
      OF_THIS_JVM.put(folder, probe);
      return true;
    }
  }

  /** A file for memory that has no name yet. */
  Path createFile(long number) throws IOException {
    return Files.createFile(folder.resolve("new-" + number), FILE);
  }

  /** The hard link by which it has a segment open; perhaps not there. */
  Path open(String name) {
    return folder.resolve("open").resolve(name);
  }

  private Path used(String name) {
    return folder.resolve("used").resolve(name);
  }

  /** The key of the segment of this name that it has open; null if there is none. */
  @Nullable String openKey(String name) throws IOException {
    return keyOf(open(name));
  }

  /** The key of the segment of this name that it has open or had; null if there is none. */
  @Nullable String key(String name) throws IOException {
    String key = openKey(name);
    return key == null ? usedKey(name) : key;
  }

  private @Nullable String usedKey(String name) throws IOException {
    try {
      return Files.readSymbolicLink(used(name)).toString();
    } catch (NoSuchFileException | NotLinkException e) {
      return null;
    }
  }

  /** What tells a file from all others, also from a later one of the same name; null if there is no file. */
  static @Nullable String keyOf(Path file) throws IOException {
    BasicFileAttributes attributes = attributesOf(file);
    return attributes != null && attributes.isRegularFile()
        ? String.valueOf(attributes.fileKey())
        : null;
  }

  /** Null if there is no file. */
  static @Nullable BasicFileAttributes attributesOf(Path file) throws IOException {
    return file.getFileSystem()
        .provider()
        .readAttributesIfExists(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Turns a file for memory into the note that it is open; there must be no note of that name. */
  void noteNew(String name, Path memory) throws IOException {
    Files.move(memory, open(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Undoes {@link #noteNew}. */
  void takeBack(String name, Path memory) throws IOException {
    Files.move(open(name), memory, StandardCopyOption.ATOMIC_MOVE);
  }

  void noteOpen(String name, Path memory) throws IOException {
    Files.deleteIfExists(open(name));
    Files.createLink(open(name), memory);
    Files.deleteIfExists(used(name));
  }

  void noteUsed(String name, String key) throws IOException {
    try {
      Files.createSymbolicLink(used(name), Path.of(key));
    } catch (FileAlreadyExistsException e) { // of an earlier segment of that name
      Files.delete(used(name));
      Files.createSymbolicLink(used(name), Path.of(key));
    }
  }

  void forgetOpen(String name) throws IOException {
    delete(open(name));
  }

  /** Forgets the segment of this name and key; tells whether it was open. */
  boolean forget(String name, String key) throws IOException {
    if (key.equals(openKey(name))) {
      forgetOpen(name);
      return true;
    }
    if (key.equals(usedKey(name))) {
      delete(used(name));
    }
    return false;
  }

  /** Deletes a file that is most likely there, for which this takes one system call instead of two. */
  static void delete(Path file) throws IOException {
    if (!file.toFile().delete()) {
      Files.deleteIfExists(file);
    }
  }

  void forget(String name) throws IOException {
    Files.deleteIfExists(open(name));
    Files.deleteIfExists(used(name));
  }

  /** The names of all that it has open or had. */
  Set<String> names() throws IOException {
    Set<String> names = usedNames();
    names.addAll(list(folder.resolve("open")));
    return names;
  }

  /** The names of what it has closed. */
  Set<String> usedNames() throws IOException {
    return list(folder.resolve("used"));
  }

  private static Set<String> list(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        names.add(file.getFileName().toString());
      }
    } catch (NoSuchFileException e) {
      // killed before it made it
    }
    return names;
  }

  /** Deletes the folder and what is left in it. */
  void delete() throws IOException {
    for (String name : names()) {
      forget(name);
    }
    Files.deleteIfExists(folder.resolve("open"));
    Files.deleteIfExists(folder.resolve("used"));
    for (String file : list(folder)) {
      Files.deleteIfExists(folder.resolve(file));
    }
    Files.deleteIfExists(folder);
    FileChannel channel = OF_THIS_JVM.remove(folder);
    if (channel != null) {
      channel.close();
    }
  }
}
