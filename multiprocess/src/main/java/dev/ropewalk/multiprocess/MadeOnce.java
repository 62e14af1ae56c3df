package dev.ropewalk.multiprocess;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.threads.ExitHooks;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One value of this process, made by whoever asks first and closed when the process ends. For all threads. */
final class MadeOnce {
  /*
   * A double-checked lock. made is written once, under the lock, and is volatile for those who read it without: who sees it sees what
   * the maker wrote. It has a box of its own since a value may be null.
   *
   * The lock is held while the maker runs. It is reentrant, so a maker that asks for its own value gets as far as making.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile @Nullable Box made;

  @GuardedBy("lock")
  private boolean making;

  private record Box(@Nullable Object value) {}

  /**
   * The value.
   *
   * @throws IllegalStateException if the maker asks for it, or it would have to be closed and the process ends already
   * @throws Exception whatever the maker throws; the next who asks tries again
   */
  @Nullable Object get(Callable<?> maker) throws Exception {
    Box box = made;
    return (box == null ? make(maker) : box).value;
  }

  private Box make(Callable<?> maker) throws Exception {
    lock.lock();
    try {
      Box box = made;
      if (box == null) {
        box = new Box(call(maker));
        made = box;
      }
      return box;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private @Nullable Object call(Callable<?> maker) throws Exception {
    if (making) {
      throw new IllegalStateException(
          "a maker asks for the value that it is making: " + maker.getClass().getName());
    }
    making = true;
    try {
      Object value = maker.call();
      if (value instanceof AutoCloseable closeable) {
        closeAtTheEnd(closeable);
      }
      return value;
    } finally {
      making = false;
    }
  }

  private static void closeAtTheEnd(AutoCloseable value) throws Exception {
    try {
      ExitHooks.register(() -> close(value));
    } catch (IllegalStateException e) {
      try (value) {
        throw new IllegalStateException(
            "this process ends already, and nobody would close what was made now: "
                + value.getClass().getName(),
            e);
      }
    }
  }

  private static void close(AutoCloseable value) {
    try {
      value.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(
          "a value of this process could not be closed: " + value.getClass().getName(), e);
    }
  }
}
