package dev.ropewalk.multiprocess.memory;

import dev.ropewalk.multiprocess.internal.Uninterrupted;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps files, also for threads that are interrupted. */
public final class Mapping {

  private Mapping() {}

  /**
   * All of a file.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  public static MemorySegment whole(Path file, Arena arena) throws IOException {
    return Uninterrupted.run(
        () -> {
          try (FileChannel channel = open(file)) {
            return channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
          }
        });
  }

  /** The first bytes of a file, which is made so long if it is shorter. */
  public static MemorySegment first(long bytes, Path file, Arena arena) throws IOException {
    return Uninterrupted.run(
        () -> {
          try (FileChannel channel = open(file)) {
            return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
          }
        });
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
