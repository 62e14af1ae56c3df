package dev.ropewalk.threads.internal.natives;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The C functions that Ropewalk calls. None of them waits for anybody. Where one is missing (another operating system or
 * processor, an old C library, a JVM that was told to deny native access) the method says so by an empty answer, and
 * callers go on without.
 *
 * <p>Tested on Linux x86-64. Linux aarch64 is taken to be the same, untested: every number here is one that both share.
 */
public final class NativeCalls {

  private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Set<String> PROCESSORS = Set.of("amd64", "x86_64", "aarch64");
  private static final int MFD_CLOEXEC = 1;
  private static final int O_RDWR_O_CLOEXEC = 0x2 | 0x80000;
  private static final int EINTR = 4;
  private static final int ENOMEM = 12;
  private static final int EFBIG = 27;
  private static final int ENOSPC = 28;
  private static final int EDQUOT = 122;

  /** So much at a time: a signal makes the kernel undo what one call has reserved, and a profiler sends many. */
  private static final long RESERVED_AT_ONCE = 16 << 20;

  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final @Nullable MethodHandle MEMFD_CREATE =
      find(
          "memfd_create",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, POINTER, ValueLayout.JAVA_INT),
          Linker.Option.captureCallState("errno"));
  private static final @Nullable MethodHandle OPEN =
      find(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, POINTER, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2),
          Linker.Option.captureCallState("errno"));
  private static final @Nullable MethodHandle POSIX_FALLOCATE =
      find(
          "posix_fallocate",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));
  private static final @Nullable MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private NativeCalls() {}

  @SuppressWarnings("restricted") // native access is what this class is for
  private static @Nullable MethodHandle find(
      String name, FunctionDescriptor type, Linker.Option... options) {
    if (!System.getProperty("os.name").equals("Linux")
        || !PROCESSORS.contains(System.getProperty("os.arch"))) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    try {
      return linker
          .defaultLookup()
          .find(name)
          .map(address -> linker.downcallHandle(address, type, options))
          .orElse(null);
    } catch (IllegalCallerException e) {
      return null; // --illegal-native-access=deny
    }
  }

  /**
   * A new anonymous memory file, as a descriptor of this process that is not inherited by programs it starts. The kernel
   * frees the memory when the last descriptor and mapping of it are gone, whatever dies. Linux only.
   *
   * @throws IOException if the kernel refuses, with its error number
   */
  public static Optional<Integer> memoryFile(String name) throws IOException {
    if (MEMFD_CREATE == null) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = arena.allocate(CAPTURED);
      MemorySegment cName = arena.allocateFrom(name);
      int descriptor = call(() -> (int) MEMFD_CREATE.invokeExact(captured, cName, MFD_CLOEXEC));
      if (descriptor < 0) {
        throw new IOException("memfd_create failed with errno " + (int) ERRNO.get(captured, 0L));
      }
      return Optional.of(descriptor);
    }
  }

  /**
   * Opens a file that exists for reading and writing, as a descriptor of this process that is not inherited by programs it
   * starts. Linux only.
   *
   * @throws IOException if the kernel refuses, with its error number
   */
  public static OptionalInt open(Path file) throws IOException {
    if (OPEN == null) {
      return OptionalInt.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = arena.allocate(CAPTURED);
      MemorySegment cName = arena.allocateFrom(file.toString());
      int descriptor = call(() -> (int) OPEN.invokeExact(captured, cName, O_RDWR_O_CLOEXEC));
      if (descriptor < 0) {
        throw new IOException(
            "opening " + file + " failed with errno " + (int) ERRNO.get(captured, 0L));
      }
      return OptionalInt.of(descriptor);
    }
  }

  /**
   * Makes a file at least so long, and takes the room for it now, so that no later write finds none. A file that lies in
   * memory is filled with zeros meanwhile: the time this takes grows with the size. Linux only; false elsewhere.
   *
   * @throws OutOfSpaceException if there is not so much room; part of it may have been taken
   * @throws IOException if the kernel refuses otherwise, with its error number
   */
  public static boolean reserve(int descriptor, long bytes) throws IOException {
    if (POSIX_FALLOCATE == null) {
      return false;
    }
    for (long done = 0; done < bytes; ) {
      long from = done;
      long count = Math.min(RESERVED_AT_ONCE, bytes - done);
      int error = call(() -> (int) POSIX_FALLOCATE.invokeExact(descriptor, from, count));
      switch (error) {
        case 0 -> done += count;
        case EINTR -> {} // once more
        case ENOSPC, ENOMEM, EFBIG, EDQUOT ->
            throw new OutOfSpaceException("no room for " + bytes + " bytes (errno " + error + ")");
        default -> throw new IOException("posix_fallocate failed with errno " + error);
      }
    }
    return true;
  }

  /** Closes a descriptor that {@link #memoryFile} or {@link #open} returned. */
  public static void close(int descriptor) {
    if (CLOSE != null) {
      int _ = call(() -> (int) CLOSE.invokeExact(descriptor));
    }
  }

  private interface IntCall {
    int run() throws Throwable;
  }

  private static int call(IntCall call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing checked", e);
    }
  }
}
