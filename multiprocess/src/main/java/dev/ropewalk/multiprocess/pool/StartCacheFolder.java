package dev.ropewalk.multiprocess.pool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the start caches of this user are: {@code ropewalk/aot} in {@code $XDG_CACHE_HOME}, or in {@code ~/.cache}. What is in
 * there is run, so nobody else may write there.
 *
 * @param path the folder
 */
record StartCacheFolder(Path path) {
  /*
   * <key>.index is a StartCacheIndex and names its cache; a new one takes its place in one step, so who reads it finds the old
   * cache or the new one, whole. <key>.useless says that there is no use in making a cache again, for a day. lock is locked by
   * who makes a cache; all other files are the remains of somebody who did and was killed.
   */
  private static final String LOCK = "lock";
  private static final String INDEX = ".index";
  private static final String USELESS = ".useless";
  private static final Duration USELESS_FOR = Duration.ofDays(1);

  /** How many caches stay, those that were used last. */
  static final int KEPT = 8;

  private static final FileAttribute<?> ONLY_OURS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * The folder, made if need be.
   *
   * @throws IOException if it can't be made, or if others may write there
   */
  static StartCacheFolder ofThisUser() throws IOException {
    return in(System.getenv());
  }

  /** That of a user with this environment. */
  static StartCacheFolder in(Map<String, String> environment) throws IOException {
    Path caches = caches(environment);
    Files.createDirectories(caches, ONLY_OURS);
    Path ours = caches.resolve("ropewalk");
    Path folder = ours.resolve("aot");
    makeOrCheck(ours);
    makeOrCheck(folder);
    return new StartCacheFolder(folder);
  }

  private static Path caches(Map<String, String> environment) throws IOException {
    Path told = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    if (told.isAbsolute()) { // else it is to be ignored, says the XDG specification
      return told;
    }
    String home = environment.getOrDefault("HOME", "");
    if (home.isEmpty()) {
      throw new IOException("neither HOME nor XDG_CACHE_HOME is set");
    }
    return Path.of(home, ".cache").toAbsolutePath();
  }

  private static void makeOrCheck(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, ONLY_OURS);
    } catch (FileAlreadyExistsException e) {
      PosixFileAttributes found =
          Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String rights = PosixFilePermissions.toString(found.permissions());
      Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!found.isDirectory() || !rights.endsWith("------") || !user.equals(owner)) {
        throw new IOException(
            folder + " should be a folder of this user that no other may enter", e);
      }
    }
  }

  /** What is known of the cache with this key; null if there is none. */
  @Nullable StartCacheIndex find(String key) {
    return StartCacheIndex.read(path.resolve(key + INDEX));
  }

  /** Tells that the cache with this key was used. */
  void touch(String key) {
    try {
      Files.setLastModifiedTime(path.resolve(key + INDEX), FileTime.from(Instant.now()));
    } catch (IOException e) {
      // Then it is taken for older than it is.
    }
  }

  /** Whether there was no use in making a cache with this key, not long ago. */
  boolean isUseless(String key) {
    return isYoung(path.resolve(key + USELESS));
  }

  private static boolean isYoung(Path file) {
    try {
      Instant made = Files.getLastModifiedTime(file).toInstant();
      return made.isAfter(Instant.now().minus(USELESS_FOR));
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets nobody use the cache with this key, or make one, for a day. Its file goes with the next sweep. */
  void markUseless(String key) {
    try {
      Files.write(path.resolve(key + USELESS), new byte[0]);
      Files.deleteIfExists(path.resolve(key + INDEX));
    } catch (IOException e) {
      // No room even for that: the next program finds out again.
    }
  }

  /** Puts a cache in its place. */
  void publish(String key, StartCacheIndex index) throws IOException {
    Path fresh = path.resolve(key + ".new");
    index.write(fresh);
    Files.move(fresh, path.resolve(key + INDEX), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Something that one process at a time does. */
  interface Step {
    /** Does it. */
    void run() throws IOException;
  }

  /** Does something, unless another process does something in this folder right now. Once in a process. */
  void runIfAlone(Step step) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        step.run();
      }
    }
  }

  /** Deletes the caches that were not used for longest, and what others left; only by who is alone. */
  void sweep() throws IOException {
    Set<String> kept = new HashSet<>();
    kept.add(LOCK);
    for (Path index : newestFirst().stream().limit(KEPT).toList()) {
      StartCacheIndex content = StartCacheIndex.read(index);
      if (content != null) {
        kept.add(name(index));
        kept.add(content.cache());
      }
    }
    for (Path file : files()) {
      boolean stays = kept.contains(name(file)) || (name(file).endsWith(USELESS) && isYoung(file));
      if (!stays) {
        Files.deleteIfExists(file);
      }
    }
  }

  private List<Path> newestFirst() throws IOException {
    return files().stream()
        .filter(file -> name(file).endsWith(INDEX))
        .sorted(Comparator.comparing(StartCacheFolder::lastUse).reversed())
        .toList();
  }

  private static FileTime lastUse(Path index) {
    try {
      return Files.readAttributes(index, BasicFileAttributes.class).lastModifiedTime();
    } catch (IOException e) {
      return FileTime.from(Instant.EPOCH); // gone meanwhile
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.toList();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
