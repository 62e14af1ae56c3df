package dev.ropewalk.multiprocess.shared;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Maps files, also for threads that are interrupted. */
final class Mapping {

  private Mapping() {}

  /**
   * All of a file.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  static MemorySegment whole(Path file, Arena arena) throws IOException {
    return uninterruptibly(
        () -> {
          try (FileChannel channel = open(file)) {
            return channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
          }
        });
  }

  /** The first bytes of a file, which is made so long if it is shorter. */
  static MemorySegment first(long bytes, Path file, Arena arena) throws IOException {
    return uninterruptibly(
        () -> {
          try (FileChannel channel = open(file)) {
            return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
          }
        });
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Input or output that an interrupt would break off. */
  interface Step<T extends @Nullable Object> {
    /** Does it. */
    T run() throws IOException;
  }

  /** Repeats what an interrupt broke off, and keeps the interrupt for later. */
  static <T extends @Nullable Object> T uninterruptibly(Step<T> step) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return step.run();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
