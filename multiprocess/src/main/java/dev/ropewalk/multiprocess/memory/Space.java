package dev.ropewalk.multiprocess.memory;

import dev.ropewalk.threads.internal.natives.NativeCalls;
import dev.ropewalk.threads.internal.natives.OutOfSpaceException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes the room for shared memory when it is made. Otherwise a page gets its memory at the first write to it, and if there
 * is none by then, the writer gets an {@link InternalError} in Java and a deadly signal in C.
 */
public final class Space {
  /*
   * First a look at how much there is: what is hopeless should not take everything for a moment before it fails. The look
   * proves nothing, somebody else may take it meanwhile; the reservation does.
   */
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path CONTAINER_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
  private static final long WORTH_A_LOOK = 1 << 20;
  private static final int ZEROS = 1 << 16;

  private Space() {}

  /**
   * For a memory file, which is limited by nothing but the memory there is.
   *
   * @throws NoRoomException if there is not so much
   * @throws IOException if it fails otherwise
   */
  static void reserveMemory(int descriptor, long bytes) throws IOException {
    OptionalLong free = bytes < WORTH_A_LOOK ? OptionalLong.empty() : freeMemory();
    if (free.isPresent() && free.getAsLong() < bytes) {
      throw noRoom(bytes, "there are " + free.getAsLong() + " bytes of memory left", null);
    }
    try {
      boolean _ =
          NativeCalls.reserve(descriptor, bytes); // where there are memory files, there is this
    } catch (OutOfSpaceException e) {
      throw noRoom(bytes, "there is too little memory left", e);
    }
  }

  /**
   * For a new, empty file.
   *
   * @throws NoRoomException if there is not so much room on its file system
   * @throws IOException if it fails otherwise
   */
  public static void reserveFile(Path file, long bytes) throws IOException {
    long free = bytes < WORTH_A_LOOK ? bytes : file.toFile().getUsableSpace();
    if (free < bytes) {
      throw noRoom(bytes, free + " are left on the file system of " + file.getParent(), null);
    }
    try {
      if (!reserveNatively(file, bytes)) {
        writeZeros(file, bytes);
      }
    } catch (OutOfSpaceException e) {
      throw noRoom(bytes, "too few are left on the file system of " + file.getParent(), e);
    }
  }

  private static boolean reserveNatively(Path file, long bytes) throws IOException {
    OptionalInt descriptor = NativeCalls.open(file);
    if (descriptor.isEmpty()) {
      return false;
    }
    try {
      return NativeCalls.reserve(descriptor.getAsInt(), bytes);
    } finally {
      NativeCalls.close(descriptor.getAsInt());
    }
  }

  /** The way for machines without that native call. */
  public static void writeZeros(Path file, long bytes) throws NoRoomException {
    byte[] zeros = new byte[(int) Math.min(bytes, ZEROS)];
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      for (long left = bytes; left > 0; left -= zeros.length) {
        out.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
    } catch (IOException e) { // a new file of our own: what else should it be
      throw noRoom(bytes, String.valueOf(e.getMessage()), e);
    }
  }

  private static NoRoomException noRoom(long bytes, String why, @Nullable IOException cause) {
    return new NoRoomException("cannot get " + bytes + " bytes of shared memory: " + why, cause);
  }

  /** What the kernel could give before it had to kill somebody; empty if it doesn't say. */
  private static OptionalLong freeMemory() {
    long free = 0;
    try {
      for (String line : Files.readAllLines(MEMORY)) {
        if (line.startsWith("MemAvailable:") || line.startsWith("SwapFree:")) {
          free += Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.min(free, containerLimit()));
  }

  private static long containerLimit() {
    try {
      return Long.parseLong(Files.readString(CONTAINER_LIMIT).strip());
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE; // no container, or no limit: "max"
    }
  }
}
