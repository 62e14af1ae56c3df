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
   * callbacks   anyone, CAS to add,     a Treiber stack; who takes it takes it whole and runs it in reverse
   *             exchange to take
   *
   * No waiter sleeps on: it sets or finds the latch, then reads isDone, and sleeps in the latch's queue, which asks again after
   * queueing. The CAS that makes the task done comes before tellDone's read of the latch. All are volatile: one of the two
   * sees the other's write.
   *
   * Each callback runs once. An adder pushes it, then reads isDone, and if so takes the stack; the CAS that makes the task
   * done comes before tellDone's read of the stack. All are volatile: one of the two sees the other's write and takes the
   * callback, and the exchange gives it to one of them. So a task without callbacks pays a read of the stack only. An adder
   * that finds the task done and the stack empty has missed nothing that would come before it, and runs its callback itself.
   *
   * Adding one clears the stack now and then: whoever waits for a future again and again leaves a few callbacks behind, not one
   * for each time. The cleared stack is a copy, which takes the place of the one that was read by the CAS of the adding. What the
   * copy is made of was published with the top; if somebody turns the stack round meanwhile, it was taken before, and the CAS fails.
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

  /** Whether there are callbacks now that may take long, and run when the task is done or just after. */
  public boolean hasCallbacks() {
    return Callback.anySlow(callbacks);
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
    Callback<T> added = new Callback<>(Objects.requireNonNull(callback, "callback"));
    if (isDone() && callbacks == null) {
      added.call(this);
      return;
    }
    Callback<T> top;
    do {
      top = callbacks;
      added.putOn(top); // plain: published by the CAS below
    } while (!CALLBACKS.compareAndSet(this, top, added));
    if (isDone()) {
      callBack();
    }
  }

  @Override
  public void addListener(Runnable listener, Executor executor) {
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(executor, "executor");
    addDoneCallback(_ -> executor.execute(listener));
  }

  /** Wakes those who wait, then runs the callbacks. */
  final void tellDone() {
    DoneLatch waiters = latch;
    if (waiters != null) {
      waiters.open();
    }
    if (callbacks != null) {
      callBack();
    }
  }

  /** Takes the callbacks that nobody has taken yet and runs them, in the order they were added. */
  private void callBack() {
    @SuppressWarnings("unchecked") // the only type ever stored
    Callback<T> newest = (Callback<T>) CALLBACKS.getAndSet(this, null);
    for (Callback<T> each = Callback.reversed(newest); each != null; each = each.next) {
      each.call(this);
    }
  }
}
