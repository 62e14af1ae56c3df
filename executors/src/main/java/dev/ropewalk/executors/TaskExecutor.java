package dev.ropewalk.executors;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks somewhere else: {@code concurrent.futures.Executor}. Thread pools, virtual threads, process pools and
 * clusters are all one of these, and each is a complete {@link ExecutorService}, so changing the engine is changing one
 * word, and any library that takes an {@code ExecutorService} takes them.
 *
 * <p>Lambdas and method references handed to {@link #submit(PortableCallable)} and {@link #map map} are serializable
 * because the parameter types are; the compiler prefers these overloads to the {@link Callable} and {@link Runnable} ones
 * of {@code ExecutorService}. Executors in this JVM don't serialize anything.
 *
 * <p>In a try-with-resources statement {@link #close()} waits for all submitted tasks, like leaving Python's {@code with}
 * block. {@link #shutdown()} is Python's {@code shutdown(wait=False)}, {@link #shutdown(boolean) shutdown(true)} its
 * {@code shutdown(wait=False, cancel_futures=True)}, and {@link #shutdown(boolean, boolean)} takes both arguments. Both {@code close} and {@link #awaitTermination} wait for the bodies,
 * not only for the futures.
 *
 * <p>What a thread carries ({@link dev.ropewalk.threads.ContextCarrier}: context variables and SLF4J's MDC) is taken at submission and put in
 * place around the body.
 *
 * <p>Memory consistency effects: what the submitter did before submitting happens-before the body.
 */
public interface TaskExecutor extends ExecutorService {

  /**
   * Runs a task with a result; {@code Executor.submit}.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  <T extends @Nullable Object> TaskFuture<T> submit(PortableCallable<T> task);

  /**
   * Runs a task without a result; the future's value is null.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  TaskFuture<?> submit(PortableRunnable task);

  /**
   * Runs a function on one argument; {@code Executor.submit(fn, arg)}.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> submit(
      PortableFunction<? super A, ? extends R> function, A argument);

  @Override
  <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task);

  @Override
  TaskFuture<?> submit(Runnable task);

  /** {@inheritDoc} It is that very object wherever the task runs, and need not be able to travel. */
  @Override
  <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result);

  /**
   * Applies a function to each item, several at a time, and gives the results in the order of the items; {@code
   * Executor.map}. The first tasks are submitted by this call, the others while results are read.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  default <A extends @Nullable Object, R extends @Nullable Object> LazyResults<R> map(
      PortableFunction<? super A, ? extends R> function, Iterable<? extends A> items) {
    return map(function, items, MapOptions.defaults());
  }

  /**
   * Applies a function to each item, as told by the options.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  <A extends @Nullable Object, R extends @Nullable Object> LazyResults<R> map(
      PortableFunction<? super A, ? extends R> function,
      Iterable<? extends A> items,
      MapOptions options);

  /**
   * Applies a function of two arguments to the first items of two inputs, the second items, and so on, until one of them ends;
   * {@code Executor.map(fn, first, second)}. Python takes any number of inputs; for more than two let the items be records.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      LazyResults<R> map(
          PortableBiFunction<? super A, ? super B, ? extends R> function,
          Iterable<? extends A> first,
          Iterable<? extends B> second) {
    return map(function, first, second, MapOptions.defaults());
  }

  /**
   * Applies a function of two arguments to two inputs, as told by the options.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      LazyResults<R> map(
          PortableBiFunction<? super A, ? super B, ? extends R> function,
          Iterable<? extends A> first,
          Iterable<? extends B> second,
          MapOptions options);

  /**
   * Applies a function of two arguments to each pair, in the order of the pairs; {@code multiprocessing.Pool.starmap}, but as lazy
   * as {@code map}. An entry's key is the first argument; the entries themselves need not be serializable.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      LazyResults<R> starmap(
          PortableBiFunction<? super A, ? super B, ? extends R> function,
          Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
    return starmap(function, pairs, MapOptions.defaults());
  }

  /**
   * Applies a function of two arguments to each pair, as told by the options.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      LazyResults<R> starmap(
          PortableBiFunction<? super A, ? super B, ? extends R> function,
          Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs,
          MapOptions options);

  /**
   * Applies a function to each item and gives each result as soon as it is there; {@code multiprocessing.Pool.imap_unordered}.
   * One slow item holds up no other.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  default <A extends @Nullable Object, R extends @Nullable Object> LazyResults<R> mapUnordered(
      PortableFunction<? super A, ? extends R> function, Iterable<? extends A> items) {
    return mapUnordered(function, items, MapOptions.defaults());
  }

  /**
   * Applies a function to each item and gives each result as soon as it is there, as told by the options.
   *
   * @throws RejectedExecutionException if this executor is shut down
   */
  <A extends @Nullable Object, R extends @Nullable Object> LazyResults<R> mapUnordered(
      PortableFunction<? super A, ? extends R> function,
      Iterable<? extends A> items,
      MapOptions options);

  /**
   * This executor for tasks that may run only so long: one whose body runs for longer is stopped like one that is cancelled
   * with {@code cancel(true)}, and fails with a {@link java.util.concurrent.TimeoutException}. The time counts from the start
   * of the body, not from submission. Python's pools have no such limit.
   *
   * <p>The same threads or processes do the work: shutting down or closing what is returned shuts down or closes this. Of
   * several limits, one of the other, the shortest counts.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  TaskExecutor withTaskTimeout(Duration limit);

  /**
   * This executor for tasks of which only so many may be submitted per second, evenly: submitting waits for its turn, {@code
   * map} and the others included, and does not react to interrupts meanwhile. Guava's {@code RateLimiter} decides, so after a
   * pause up to one second's tasks may come at once. Python's pools have no such limit.
   *
   * <p>The same threads or processes do the work: shutting down or closing what is returned shuts down or closes this.
   *
   * @throws IllegalArgumentException if the rate is not positive
   */
  TaskExecutor rateLimited(double tasksPerSecond);

  /**
   * Accepts no more tasks, and waits for the bodies of those submitted if told so: {@code Executor.shutdown(wait,
   * cancel_futures)}. As in Python, those that have not begun are cancelled only if told so, and running bodies are not
   * interrupted.
   *
   * @throws InterruptedException if interrupted while waiting; the shutdown stands
   * @throws IllegalStateException if a task on a thread of this JVM waits for its own executor; the shutdown stands
   */
  default void shutdown(boolean wait, boolean cancelPending) throws InterruptedException {
    shutdown(cancelPending);
    if (wait) {
      boolean _ = awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Accepts no more tasks and does not wait; those submitted run, or are cancelled if they have not begun and {@code
   * cancelPending} says so. Running bodies are not interrupted.
   */
  void shutdown(boolean cancelPending);

  /**
   * Accepts no more tasks, interrupts running bodies, and cancels those that have not begun, so that no future stays
   * without an end.
   *
   * @return the tasks that never began; running them does nothing, since they are cancelled
   */
  @Override
  List<Runnable> shutdownNow();

  /**
   * Shuts down with a deadline: lets tasks finish for the given time, then interrupts and cancels the rest and returns
   * without waiting for bodies that ignore it.
   *
   * @return the futures that were not done when the time was over, running ones first; empty if all was done in time
   * @throws InterruptedException if interrupted while waiting; then the rest is interrupted and cancelled at once
   * @throws IllegalStateException after the shutdown, if the calling thread runs a task of this executor
   */
  List<TaskFuture<?>> close(Duration grace) throws InterruptedException;
}
