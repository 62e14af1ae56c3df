package dev.ropewalk.executors.engine;

import com.google.common.util.concurrent.RateLimiter;
import dev.ropewalk.executors.LazyResults;
import dev.ropewalk.executors.MapOptions;
import dev.ropewalk.executors.PortableBiFunction;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.PortableFunction;
import dev.ropewalk.executors.PortableRunnable;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.threads.ContextCarrier;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Everything of an executor that does not depend on where its tasks run. */
public abstract class AbstractTaskExecutor extends AbstractExecutorService implements TaskExecutor {

  private static final int LEAST_LOOK_AHEAD = 16;

  private static final ContextCarrier CARRIER =
      ContextCarrier.all(List.of(new MdcCarrier(), ContextCarrier.contextVariables()));

  /** For engines. */
  protected AbstractTaskExecutor() {}

  /** What a task carries that the calling thread submits now. */
  public static ContextCarrier.Snapshot captureContext() {
    return CARRIER.capture();
  }

  /**
   * Accepts a task: from here on the engine sees to it that it ends.
   *
   * @throws RejectedExecutionException if this executor is shut down
   * @throws UnfitTaskException if it can't run the task as it is: that is not accepted
   */
  protected abstract void enqueue(EngineFuture<?> task);

  /** How many tasks can run at once; sets the default window of {@code map}. */
  protected abstract int parallelism();

  private <T extends @Nullable Object> TaskFuture<T> enqueueNew(Callable<T> body) {
    EngineFuture<T> task = newTaskFor(body);
    accept(task);
    return task;
  }

  private TaskFuture<?> enqueueNew(Runnable body) {
    EngineFuture<?> task = withoutResult(body);
    accept(task);
    return task;
  }

  /** A task that can't be run fails: somebody holds its future. */
  private void accept(EngineFuture<?> task) {
    try {
      enqueue(task);
    } catch (UnfitTaskException e) {
      if (task.start(() -> {})) {
        task.fail(e.reason());
      }
    }
  }

  private EngineFuture<?> withoutResult(Runnable body) {
    return this.<@Nullable Object>newTaskFor(new RunnableCall<@Nullable Object>(body, null));
  }

  @Override
  protected final <T extends @Nullable Object> EngineFuture<T> newTaskFor(Callable<T> body) {
    return new EngineFuture<>(body, CARRIER.capture());
  }

  @Override
  protected final <T extends @Nullable Object> RunnableFuture<T> newTaskFor(
      Runnable body, T result) {
    return newTaskFor(new RunnableCall<T>(body, result));
  }

  @Override
  public final <T extends @Nullable Object> TaskFuture<T> submit(PortableCallable<T> task) {
    return enqueueNew(task);
  }

  @Override
  public final TaskFuture<?> submit(PortableRunnable task) {
    return enqueueNew(task);
  }

  @Override
  public final <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> submit(
      PortableFunction<? super A, ? extends R> function, A argument) {
    return this.<R>enqueueNew(new FunctionCall<A, R>(function, argument));
  }

  @Override
  public final <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task) {
    return enqueueNew(task);
  }

  @Override
  public final TaskFuture<?> submit(Runnable task) {
    return enqueueNew(task);
  }

  @Override
  public final <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result) {
    return enqueueNew(new RunnableCall<T>(task, result));
  }

  @Override
  public final <A extends @Nullable Object, R extends @Nullable Object> LazyResults<R> map(
      PortableFunction<? super A, ? extends R> function,
      Iterable<? extends A> items,
      MapOptions options) {
    return inOrder(function, Items.<A>of(items), options);
  }

  @Override
  public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      LazyResults<R> map(
          PortableBiFunction<? super A, ? super B, ? extends R> function,
          Iterable<? extends A> first,
          Iterable<? extends B> second,
          MapOptions options) {
    return inOrder(
        Arguments.<A, B, R>applying(function), Arguments.<A, B>zip(first, second), options);
  }

  @Override
  public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      LazyResults<R> starmap(
          PortableBiFunction<? super A, ? super B, ? extends R> function,
          Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs,
          MapOptions options) {
    return inOrder(Arguments.<A, B, R>applying(function), Arguments.<A, B>of(pairs), options);
  }

  private <A extends @Nullable Object, R extends @Nullable Object> LazyResults<R> inOrder(
      PortableFunction<? super A, ? extends R> function, Items<A> items, MapOptions options) {
    return new LazyMap<>(
        new MapTasks<A, R>(this, function, items, options, parallelism()),
        lookAhead(options),
        options.timeout());
  }

  @Override
  public final <A extends @Nullable Object, R extends @Nullable Object> LazyResults<R> mapUnordered(
      PortableFunction<? super A, ? extends R> function,
      Iterable<? extends A> items,
      MapOptions options) {
    return new UnorderedMap<>(
        new MapTasks<A, R>(this, function, Items.<A>of(items), options, parallelism()),
        lookAhead(options),
        options.timeout());
  }

  private int lookAhead(MapOptions options) {
    return options.lookAhead() == 0
        ? Math.clamp(2L * parallelism(), LEAST_LOOK_AHEAD, Integer.MAX_VALUE)
        : options.lookAhead();
  }

  @Override
  public final TaskExecutor withTaskTimeout(Duration limit) {
    long nanos = Deadline.toNanos(limit);
    if (nanos == 0) {
      throw new IllegalArgumentException("a task needs some time: its limit must be positive");
    }
    return new PreparingView(this, "time-limited", task -> task.limit(limit));
  }

  @Override
  @SuppressWarnings(
      "UnstableApiUsage") // RateLimiter has been in Guava for years, and is not in our API
  public final TaskExecutor rateLimited(double tasksPerSecond) {
    RateLimiter limiter = RateLimiter.create(tasksPerSecond);
    return new PreparingView(this, "rate-limited", _ -> limiter.acquire());
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return FirstSuccess.of(this, tasks, ChronoUnit.FOREVER.getDuration());
    } catch (TimeoutException e) {
      throw new AssertionError("forever has passed", e);
    }
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return FirstSuccess.of(this, tasks, Duration.ofNanos(Math.max(0, unit.toNanos(timeout))));
  }

  /** The futures that are not done, running ones first. */
  protected abstract List<TaskFuture<?>> unfinished();

  @Override
  public final void shutdown() {
    shutdown(false);
  }

  /**
   * Called before a wait for the end of this executor.
   *
   * @throws IllegalStateException if the calling thread runs one of its tasks
   */
  protected void checkMayWait() {}

  @Override
  public final List<TaskFuture<?>> close(Duration grace) throws InterruptedException {
    long nanos = Deadline.toNanos(grace);
    shutdown();
    checkMayWait();
    boolean allDone;
    try {
      allDone = awaitTermination(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      List<Runnable> _ = shutdownNow();
      throw e;
    }
    if (allDone) {
      return List.of();
    }
    List<TaskFuture<?>> unfinished = unfinished();
    List<Runnable> _ = shutdownNow();
    return unfinished;
  }

  /**
   * Runs a task that nobody holds a future of; as in the JDK's pools, a failure goes to the uncaught exception handler of
   * the thread that ran it.
   *
   * @throws RejectedExecutionException if this executor is shut down, or can't run the task as it is; then the cause tells why.
   *     Who counts on the task to run, as the stages of a {@code CompletableFuture} do, learns that it won't
   */
  @Override
  public final void execute(Runnable command) {
    if (command instanceof EngineFuture<?> task) {
      accept(task);
      return;
    }
    EngineFuture<?> task = withoutResult(command);
    task.addDoneCallback(AbstractTaskExecutor::reportFailure);
    try {
      enqueue(task);
    } catch (UnfitTaskException e) {
      boolean _ = task.withdraw();
      throw new RejectedExecutionException(e.getMessage(), e.reason());
    }
  }

  private static void reportFailure(TaskFuture<?> done) {
    if (done.state() == java.util.concurrent.Future.State.FAILED) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, done.exceptionNow());
    }
  }
}
