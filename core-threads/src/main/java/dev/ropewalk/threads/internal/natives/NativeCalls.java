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
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The C functions that Ropewalk calls. None of them blocks. Where one is missing (another operating system, an old C
 * library, a JVM that was told to deny native access) the method says so by an empty answer, and callers go on without.
 */
public final class NativeCalls {

  private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final int CLOSE_ON_EXEC = 1;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final @Nullable MethodHandle GETTID =
      find("gettid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
  private static final @Nullable MethodHandle MEMFD_CREATE =
      find(
          "memfd_create",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, POINTER, ValueLayout.JAVA_INT),
          Linker.Option.captureCallState("errno"));
  private static final @Nullable MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private NativeCalls() {}

  @SuppressWarnings("restricted") // native access is what this class is for
  private static @Nullable MethodHandle find(
      String name, FunctionDescriptor type, Linker.Option... options) {
    if (!System.getProperty("os.name").equals("Linux")) {
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

  /** The operating system's id of the calling platform thread (of the carrier, on a virtual thread); Linux only. */
  public static OptionalLong threadId() {
    if (GETTID == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(call(() -> (int) GETTID.invokeExact()));
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
      int descriptor = call(() -> (int) MEMFD_CREATE.invokeExact(captured, cName, CLOSE_ON_EXEC));
      if (descriptor < 0) {
        throw new IOException("memfd_create failed with errno " + (int) ERRNO.get(captured, 0L));
      }
      return Optional.of(descriptor);
    }
  }

  /** Closes a descriptor that {@link #memoryFile} returned. */
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
