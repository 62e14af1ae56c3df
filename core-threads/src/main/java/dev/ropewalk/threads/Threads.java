package dev.ropewalk.threads;

import java.util.List;
import java.util.OptionalLong;

/**
 * Functions about threads: those of Python's {@code threading} module. None of them blocks.
 *
 * <p>A thread that was not started as a {@link ChildThread} is shown by a placeholder: it is alive, has a name and an ident,
 * can be interrupted, and cannot be joined. It is listed from when it first asked for {@link #current()} until it ends.
 *
 * <p>Differences from Python: the main thread is called {@code main}; its placeholder can be joined. Idents are never used
 * again. Tracing and profiling have no counterpart.
 */
public final class Threads {

  private static final long SMALLEST_STACK = 32 * 1024;

  private static volatile long stackSize;

  private Threads() {}

  /** The calling thread: {@code threading.current_thread()}. */
  public static ChildThread<?> current() {
    return ChildThread.REGISTRY.of(Thread.currentThread());
  }

  /**
   * The thread that ran the program's main method: {@code threading.main_thread()}. In tests it is the test runner's.
   *
   * @throws IllegalStateException if it had ended before this package was first used
   */
  public static ChildThread<?> main() {
    ChildThread<?> main = ChildThread.REGISTRY.main();
    if (main == null) {
      throw new IllegalStateException(
          "the main thread ended before Ropewalk was first used: ask for it earlier");
    }
    return main;
  }

  /**
   * All threads alive that were started as {@link ChildThread}, daemons and virtual ones included, the main thread, and
   * other threads that were seen; the oldest first. {@code threading.enumerate()}.
   *
   * @return a list of its own, which doesn't change
   */
  public static List<ChildThread<?>> enumerate() {
    return List.copyOf(ChildThread.REGISTRY.alive());
  }

  /** How many threads {@link #enumerate()} lists: {@code threading.active_count()}. */
  public static int activeCount() {
    return enumerate().size();
  }

  /** The ident of the calling thread, a positive number that no other thread of this JVM ever has. */
  public static long ident() {
    return Thread.currentThread().threadId();
  }

  /** The operating system's id of the calling thread; empty on a virtual thread, and on systems other than Linux. */
  public static OptionalLong nativeId() {
    return Thread.currentThread().isVirtual() ? OptionalLong.empty() : NativeIds.ofCallingThread();
  }

  /** The stack size in bytes of platform threads made from now on, 0 for the JVM's default. */
  public static long stackSize() {
    return stackSize;
  }

  /**
   * Sets the stack size of platform threads made from now on with {@link ChildThread#of}; the JVM may round it up. A virtual
   * thread's stack grows as it needs.
   *
   * @param bytes 0 for the JVM's default
   * @return the size before
   * @throws IllegalArgumentException if it is negative, or smaller than 32 KiB and not 0, as Python's {@code ValueError}
   */
  public static long setStackSize(long bytes) {
    checkStackSize(bytes);
    synchronized (Threads.class) {
      long before = stackSize;
      stackSize = bytes;
      return before;
    }
  }

  static void checkStackSize(long bytes) {
    if (bytes != 0 && bytes < SMALLEST_STACK) {
      throw new IllegalArgumentException(
          "a stack has at least %d bytes, or 0 for the JVM's default, not %d"
              .formatted(SMALLEST_STACK, bytes));
    }
  }
}
