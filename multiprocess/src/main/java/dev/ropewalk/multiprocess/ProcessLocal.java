package dev.ropewalk.multiprocess;

import dev.ropewalk.executors.PortableCallable;
import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A value for each process, as a {@link ThreadLocal} is one for each thread: a connection to a database, a model that was loaded, a
 * cache. Python programs keep such a thing in a global variable that the {@code initializer} of the pool sets; this is made where
 * and when it is first asked for, so that it need not travel.
 *
 * <p>It travels with tasks, initializers, functions of maps and bodies of a {@link ChildProcess} that capture it, and takes along nothing but the
 * maker. All copies of one handle mean the same value in a process, also in the one where it was made, which has its own value if
 * it asks for one. A handle in a static field is another one in each process, as the class is initialized anew there: use it as
 * that field from everywhere, and do not capture what the field holds.
 *
 * <p>The value is made once in a process: other threads that ask meanwhile wait, not interruptibly. If the maker fails, its exception goes to
 * who asked, and the next who asks tries again. The maker runs within the task that asks first, on its thread and with its
 * context. To have it made before the first task ask in {@link ProcessPoolOptions#withInitializer}. Makers that ask for
 * each other's values on different threads can wait for each other for ever.
 *
 * <p>A value that is {@link AutoCloseable} is closed when the process ends, the last made first, by a {@linkplain dev.ropewalk.threads.ExitHooks
 * callback for the end of the program}; a worker has five seconds for that. Nothing is closed in a process that is killed. A parent or a {@link ChildProcess}
 * ends when its last thread that is no daemon has: a value with such threads of its own, as an executor has, keeps it from that, so give it
 * daemon threads. One that ends
 * already makes no value that would have to be closed: that is an {@link IllegalStateException}.
 *
 * <p>A process keeps the value, and an entry for the handle, until it ends, also when no copy of the handle is left there: make
 * handles once and not for each task.
 *
 * <p>Memory consistency effects: what the maker does happens-before any {@link #get} that returns its value.
 *
 * @param <T> the type of the values, which need not be serializable
 */
public final class ProcessLocal<T extends @Nullable Object> implements Serializable {
  private static final long serialVersionUID = 1;

  private static final ConcurrentHashMap<UUID, MadeOnce> VALUES = new ConcurrentHashMap<>();

  private final UUID id = UUID.randomUUID();
  private final PortableCallable<? extends T> maker;

  private ProcessLocal(PortableCallable<? extends T> maker) {
    this.maker = Objects.requireNonNull(maker, "maker");
  }

  /** A handle for values that this makes, one in each process that asks. */
  public static <T extends @Nullable Object> ProcessLocal<T> of(
      PortableCallable<? extends T> maker) {
    return new ProcessLocal<>(maker);
  }

  /**
   * The value of this process, which is made now if there is none.
   *
   * @throws CompletionException with what the maker threw as its cause, if that is a checked exception; others come as they are. The thread
   *     stays interrupted if that is an {@link InterruptedException}
   * @throws IllegalStateException if the maker asks for the value itself, or it would have to be closed and the process ends already
   */
  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // only makers of this handle's copies make its value: a T
  public T get() {
    MadeOnce value = VALUES.computeIfAbsent(id, _ -> new MadeOnce());
    try {
      return (T) value.get(maker);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new CompletionException("the value of this process could not be made: " + e, e);
    }
  }
}
