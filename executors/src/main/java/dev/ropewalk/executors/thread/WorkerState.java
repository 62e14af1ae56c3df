package dev.ropewalk.executors.thread;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that each worker of a {@link ThreadPool} has its own of, such as a connection: made when a task on that worker
 * first asks for it, closed when the worker ends if it is {@link AutoCloseable}. In Python one would keep it in a {@code
 * threading.local} that the initialiser fills, and nothing would close it.
 *
 * <p>Thread-safe; each value is used by its worker only. One {@code WorkerState} may serve several pools.
 *
 * @param <S> what each worker has
 */
public final class WorkerState<S> {

  private final Supplier<? extends S> make;

  /** A state that workers make like this; it may be called on any worker, by several at once. */
  public WorkerState(Supplier<? extends S> make) {
    this.make = Objects.requireNonNull(make, "make");
  }

  /**
   * The calling worker's own. What the supplier throws is thrown here, and it is called again the next time.
   *
   * @throws IllegalStateException if the calling thread is no worker of a {@code ThreadPool}
   */
  public S get() {
    if (!(Thread.currentThread() instanceof WorkerThread worker)) {
      throw new IllegalStateException(
          "only tasks on a ThreadPool have worker state; this is " + Thread.currentThread());
    }
    @SuppressWarnings("unchecked") // the only type ever stored for this key
    @Nullable S present = (S) worker.states.get(this);
    if (present != null) {
      return present;
    }
    S made = make.get();
    worker.states.put(this, made);
    return made;
  }
}
