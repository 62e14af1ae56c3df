package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.threads.internal.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who want to know when a task is done: threads that wait for it, and callbacks. */
abstract class WaitableFuture<T extends @Nullable Object> extends StageMethods<T>
    implements BooleanSupplier {
  /*
   * isDone becomes true by one CAS of one thread, which then calls tellDone().
   *
   * Field       written by              visible through
   * waits       the submitter           plain: set before the task is handed over; who misses it waits without the
   *                                     engine's help
   * latch       the first who blocks    volatile; null while nobody has blocked
   * callbacks   anyone, CAS; CLOSED     a Treiber stack; tellDone() takes it whole and runs it in reverse
   *             once done
   *
   * No waiter sleeps on: it sets or finds the latch, then reads isDone, and sleeps in the latch's queue, which asks again after
   * queueing. The CAS that makes the task done comes before tellDone's read of the latch. All are volatile: one of the two
   * sees the other's write.
   *
   * A callback added concurrently either gets into the stack before tellDone() closes it, and is run by it, or finds it
   * closed and is run by its adder. Adding one takes a dropped one off the top: whoever waits for a future again and again
   * leaves one callback behind, not one for each time. What it reads of the one below was published with the top; if
   * tellDone() is turning the stack round meanwhile, the CAS fails.
   */
  private static final VarHandle CALLBACKS;
  private static final VarHandle LATCH;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CALLBACKS = lookup.findVarHandle(WaitableFuture.class, "callbacks", Callback.class);
      LATCH = lookup.findVarHandle(WaitableFuture.class, "latch", DoneLatch.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable TaskWaits waits;
  private volatile @Nullable DoneLatch latch;
  private volatile @Nullable Callback<T> callbacks;

  /** Lets the engine know of threads that wait for this task; to be called before it is handed to anyone. */
  public void waits(TaskWaits engine) {
    waits = engine;
  }

  /** The outcome of a task that is done. */
  abstract T report() throws ExecutionException;

  /** What an engine's policy for spinning looks at: whether the task is done. */
  @Override
  public final boolean getAsBoolean() {
    return isDone();
  }

  // ---- waiting

  @Override
  public T get() throws InterruptedException, ExecutionException {
    if (!isDone() && !spin()) {
      blocking(false);
      try {
        latch().await();
      } finally {
        blocked();
      }
    }
    return report();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long nanos = unit.toNanos(timeout);
    if (!isDone() && !(nanos > 0 && spin())) {
      blocking(true);
      try {
        if (!latch().await(nanos)) {
          throw new TimeoutException("not done within " + timeout + " " + unit + ": " + this);
        }
      } finally {
        blocked();
      }
    }
    return report();
  }

  private DoneLatch latch() {
    if (latch == null) {
      LATCH.compareAndSet(this, null, new DoneLatch(this));
    }
    return Objects.requireNonNull(latch, "set just now, by this thread or another");
  }

  /** Whether the task was done after a moment; an interrupted thread looks no longer than to block and be told. */
  private boolean spin() {
    return waits != null && !Thread.currentThread().isInterrupted() && waits.spin(this);
  }

  private void blocking(boolean timed) {
    if (waits != null) {
      waits.blocking(this, timed);
    }
  }

  private void blocked() {
    if (waits != null) {
      waits.blocked(this);
    }
  }

  @Override
  public T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
    return get(Deadline.toNanos(timeout), TimeUnit.NANOSECONDS);
  }

  @Override
  public @Nullable Throwable exception() throws InterruptedException {
    try {
      T _ = get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Override
  public @Nullable Throwable exception(Duration timeout)
      throws InterruptedException, TimeoutException {
    try {
      T _ = get(timeout);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  // ---- callbacks

  @Override
  public void addDoneCallback(Consumer<? super TaskFuture<T>> callback) {
    Callback<T> added = new Callback<>(callback);
    while (true) {
      Callback<T> top = callbacks;
      if (top != null && top.isClosed()) {
        added.call(this);
        return;
      }
      added.next =
          top != null && top.isDropped() ? top.next : top; // plain: published by the CAS below
      if (CALLBACKS.compareAndSet(this, top, added)) {
        return;
      }
    }
  }

  @Override
  public void addListener(Runnable listener, Executor executor) {
    addDoneCallback(_ -> executor.execute(listener));
  }

  /** Wakes those who wait, then runs the callbacks. */
  final void tellDone() {
    DoneLatch waiters = latch;
    if (waiters != null) {
      waiters.open();
    }
    @SuppressWarnings("unchecked") // the only type ever stored
    Callback<T> newest = (Callback<T>) CALLBACKS.getAndSet(this, Callback.CLOSED);
    for (Callback<T> each = Callback.reversed(newest); each != null; each = each.next) {
      each.call(this);
    }
  }
}
