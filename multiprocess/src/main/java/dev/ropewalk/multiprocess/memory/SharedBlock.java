package dev.ropewalk.multiprocess.memory;

import dev.ropewalk.multiprocess.internal.ExitCleanup;
import dev.ropewalk.multiprocess.internal.SharedPlace;
import dev.ropewalk.threads.internal.natives.NativeCalls;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Memory that other processes can map too, while it is mapped into this one. Freed when it is closed, when the value that
 * owns it becomes unreachable, and when the process ends, however it ends.
 */
public final class SharedBlock implements AutoCloseable {
  /*
   * On Linux the memory is a memory file (memfd): it has no name in any file system, so the kernel frees it once the last
   * descriptor and mapping is gone, whatever dies. Other processes open it as /proc/<pid>/fd/<descriptor> of the process
   * that made it, which keeps the descriptor for that purpose until the block is closed there. A descriptor number is soon
   * used again for something else, therefore the name of a memory file carries a random token, and whoever opens it checks
   * the name of what the descriptor stands for before and after: the token is never given twice, so if both match, what
   * was opened in between is the right file.
   *
   * Elsewhere, and where the kernel refuses, it is a file in the folder for temporary files that only this user may open,
   * deleted when the block is closed where it was made, or when that JVM exits. Only a JVM that is killed leaves it.
   *
   * What has to be undone lives in Release, which does not refer to the block, so that the cleaner can run it for a block
   * that nobody closed. Cleanable.clean runs it at most once; volatile closed is only for those who ask.
   */
  private static final Cleaner CLEANER = Cleaner.create();
  private static final String PREFIX = "ropewalk-shared-";

  private final String token;
  private final Path path;
  private final MemorySegment memory;
  private final Cleaner.Cleanable release;
  private volatile boolean closed;

  private SharedBlock(String token, Path path, MemorySegment memory, Release release) {
    this.token = token;
    this.path = path;
    this.memory = memory;
    this.release = CLEANER.register(this, release);
  }

  /** Zeroed memory whose room is taken, at least one byte, in a memory file if there is such a thing here. */
  public static SharedBlock create(long bytes) throws IOException {
    String token = UUID.randomUUID().toString();
    OptionalInt descriptor = memoryFile(token);
    return descriptor.isPresent()
        ? createInMemoryFile(token, descriptor.getAsInt(), bytes)
        : createInTemporaryFile(token, bytes);
  }

  /** A memory file that other processes can reach; empty if this machine has none. */
  private static OptionalInt memoryFile(String token) {
    if (SharedPlace.isPortable()) {
      return OptionalInt.empty();
    }
    Optional<Integer> made;
    try {
      made = NativeCalls.memoryFile(PREFIX + token);
    } catch (IOException e) {
      return OptionalInt.empty();
    }
    if (made.isEmpty()) {
      return OptionalInt.empty();
    }
    int descriptor = made.get();
    if (!isMemoryFile(descriptorPath(descriptor), token)) {
      NativeCalls.close(descriptor); // no /proc here
      return OptionalInt.empty();
    }
    return OptionalInt.of(descriptor);
  }

  private static Path descriptorPath(int descriptor) {
    return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor);
  }

  private static boolean isMemoryFile(Path path, String token) {
    try {
      Path target = Files.readSymbolicLink(path);
      return target.toString().equals("/memfd:" + PREFIX + token + " (deleted)");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static SharedBlock createInMemoryFile(String token, int descriptor, long bytes)
      throws IOException {
    try {
      Space.reserveMemory(descriptor, bytes);
      return map(token, descriptorPath(descriptor), bytes, descriptor, null);
    } catch (IOException | RuntimeException | Error e) {
      NativeCalls.close(descriptor);
      throw e;
    }
  }

  /** The way for machines without memory files. */
  public static SharedBlock createInTemporaryFile(long bytes) throws IOException {
    return createInTemporaryFile(UUID.randomUUID().toString(), bytes);
  }

  private static SharedBlock createInTemporaryFile(String token, long bytes) throws IOException {
    Path file = Files.createTempFile(PREFIX + token + "-", ".mem");
    ExitCleanup.add(file);
    try {
      Space.reserveFile(file, bytes);
      return map(token, file, bytes, Release.NO_DESCRIPTOR, file);
    } catch (IOException | RuntimeException | Error e) {
      ExitCleanup.delete(file);
      throw e;
    }
  }

  /**
   * Maps what another process made.
   *
   * @throws InvalidObjectException if it is gone
   */
  public static SharedBlock attach(String token, Path path, long bytes)
      throws InvalidObjectException {
    if (!isThere(path, token)) {
      throw gone(path, null);
    }
    SharedBlock block;
    try {
      block = map(token, path, bytes, Release.NO_DESCRIPTOR, null);
    } catch (IOException e) {
      throw gone(path, e);
    }
    if (!isThere(path, token)) {
      block.close();
      throw gone(path, null);
    }
    return block;
  }

  private static boolean isThere(Path path, String token) {
    if (path.startsWith("/proc")) {
      return isMemoryFile(path, token);
    }
    Path name = path.getFileName();
    return name != null
        && name.toString().startsWith(PREFIX + token)
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static InvalidObjectException gone(Path path, @Nullable Exception cause) {
    InvalidObjectException failure =
        new InvalidObjectException(
            "the shared memory behind "
                + path
                + " is gone: the process that made it has closed it or has ended; keep it open there"
                + " until all who are handed it have taken it");
    failure.initCause(cause);
    return failure;
  }

  @SuppressWarnings("MustBeClosed") // Release closes it, or the catch clause here
  private static SharedBlock map(
      String token, Path path, long bytes, int descriptor, @Nullable Path file) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment memory = Mapping.first(bytes, path, arena);
      return new SharedBlock(token, path, memory, new Release(arena, descriptor, file));
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** What identifies this memory among all processes. */
  public String token() {
    return token;
  }

  /** Where other processes open it. */
  public Path path() {
    return path;
  }

  /** The memory; accesses fail once the block is closed. */
  public MemorySegment memory() {
    return memory;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    release.clean();
  }

  private record Release(Arena arena, int descriptor, @Nullable Path file) implements Runnable {
    static final int NO_DESCRIPTOR = -1;

    @Override
    public void run() {
      if (descriptor != NO_DESCRIPTOR) {
        NativeCalls.close(descriptor);
      }
      if (file != null) {
        ExitCleanup.delete(file);
      }
      arena.close();
    }
  }
}
