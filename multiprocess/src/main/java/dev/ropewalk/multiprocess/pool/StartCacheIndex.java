package dev.ropewalk.multiprocess.pool;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * What a start cache was made from. As text: a line of the name of its file, its length and its checksum; and a line for each jar
 * it was made from, of its {@link #stamp} and its path. Tabs are between.
 *
 * @param cache the name of the cache's file
 * @param length of that file, in bytes
 * @param checksum of that file
 * @param sources the jars, each a stamp, a tab and the path
 */
record StartCacheIndex(String cache, long length, long checksum, List<String> sources) {
  /*
   * The JVM (25.0.3) does not look at the class path that a cache was made for: it runs the classes that are in the cache, also
   * when the jars have changed. And it does not look at the content: a byte that flipped is a crash. So both are looked at here.
   *
   * Files are read by streams of java.io, which an interrupt does not close.
   */
  private static final char TAB = '\t';
  private static final String ABSENT = "absent";
  private static final int BUFFER = 1 << 16;

  /** That of a cache, and of jars with stamps from before it was made. */
  static StartCacheIndex of(Path cache, List<String> sources) throws IOException {
    Path name = cache.getFileName();
    return new StartCacheIndex(
        String.valueOf(name), Files.size(cache), checksum(cache), List.copyOf(sources));
  }

  /** The jars and what each is like now. */
  static List<String> sources(Collection<Path> jars) {
    return jars.stream().map(jar -> stamp(jar) + TAB + jar).toList();
  }

  /** Changes when the file does: its length and when it and its entry were last written, which no copying hides. */
  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.size() + ":" + attributes.lastModifiedTime().toMillis() + changed(file);
    } catch (IOException e) {
      return ABSENT;
    }
  }

  private static String changed(Path file) throws IOException {
    try {
      return ":" + Files.getAttribute(file, "unix:ctime");
    } catch (UnsupportedOperationException e) {
      return ""; // another system
    }
  }

  /**
   * What a file says.
   *
   * @return null if there is none, or if it is of no use
   */
  static @Nullable StartCacheIndex read(Path file) {
    try (InputStream in = new FileInputStream(file.toFile())) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      String[] first = lines.getFirst().split("\t", -1);
      return new StartCacheIndex(
          first[0],
          Long.parseLong(first[1]),
          Long.parseLong(first[2]),
          lines.subList(1, lines.size()));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Writes it. */
  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(cache + TAB + length + TAB + checksum);
    lines.addAll(sources);
    Files.write(file, lines);
  }

  /** A jar that is not what it was when the cache was made. */
  Optional<String> changedSource() {
    return sources.stream()
        .map(source -> source.split("\t", 2))
        .filter(parts -> parts.length < 2 || !stamp(Path.of(parts[1])).equals(parts[0]))
        .map(parts -> parts[parts.length - 1])
        .findFirst();
  }

  /** Whether a file is as long as the cache was made. */
  boolean isThere(Path file) {
    try {
      return Files.size(file) == length;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a file is byte by byte the cache that was made. */
  boolean isWhole(Path file) {
    try {
      return isThere(file) && checksum(file) == checksum;
    } catch (IOException e) {
      return false;
    }
  }

  private static long checksum(Path file) throws IOException {
    Checksum sum = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new FileInputStream(file.toFile())) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        sum.update(buffer, 0, count);
      }
    }
    return sum.getValue();
  }
}
