package dev.ropewalk.executors;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to do with several futures: {@code concurrent.futures.wait} and {@code as_completed}. The futures may come from
 * different executors. A future named twice counts once, and nothing here cancels one: the futures are the caller's.
 *
 * <p>Memory consistency effects: what the body of a future did happens-before the return that says it is done.
 */
public final class Futures {

  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private Futures() {}

  /**
   * Waits until all futures are done, however they end; {@code wait(fs)}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting; the tasks go on
   */
  public static <F extends TaskFuture<?>> DoneAndPending<F> wait(Collection<? extends F> futures)
      throws InterruptedException {
    return wait(futures, ReturnWhen.ALL_COMPLETED, FOREVER);
  }

  /**
   * Waits until enough futures are done, as told; {@code wait(fs, return_when=...)}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting; the tasks go on
   */
  public static <F extends TaskFuture<?>> DoneAndPending<F> wait(
      Collection<? extends F> futures, ReturnWhen returnWhen) throws InterruptedException {
    return wait(futures, returnWhen, FOREVER);
  }

  /**
   * Waits until enough futures are done, or the time is over; {@code wait(fs, timeout, return_when)}. As in Python a
   * timeout is no error: those not done are among the pending ones. Without futures it returns at once.
   *
   * <p>Difference from Python: a future that was cancelled before it began is done for every waiter at once. In Python it
   * counts as pending until a worker has come across it.
   *
   * @param timeout zero only looks
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting; the tasks go on
   */
  public static <F extends TaskFuture<?>> DoneAndPending<F> wait(
      Collection<? extends F> futures, ReturnWhen returnWhen, Duration timeout)
      throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    Set<F> distinct = new LinkedHashSet<>(futures);
    new EnoughDone(distinct, returnWhen).await(nanos);
    Set<F> done = new LinkedHashSet<>();
    Set<F> pending = new LinkedHashSet<>();
    for (F future : distinct) {
      (future.isDone() ? done : pending).add(future);
    }
    return new DoneAndPending<>(done, pending);
  }

  /**
   * The futures in the order in which they are done: those that already are first, then each as it comes; {@code
   * as_completed(fs)}. Closing early cancels nothing, unlike closing the results of {@code map}.
   */
  public static <F extends TaskFuture<?>> LazyResults<F> asCompleted(
      Collection<? extends F> futures) {
    return lazily(new CompletionOrder<>(futures.iterator(), Integer.MAX_VALUE, null));
  }

  /**
   * The same with a time limit for all of them together, counted from this call; then reading throws Guava's {@link
   * com.google.common.util.concurrent.UncheckedTimeoutException}, which says how many are missing, and has ended.
   *
   * @throws IllegalArgumentException if the timeout is negative
   */
  public static <F extends TaskFuture<?>> LazyResults<F> asCompleted(
      Collection<? extends F> futures, Duration timeout) {
    return lazily(new CompletionOrder<>(futures.iterator(), Integer.MAX_VALUE, timeout));
  }

  /**
   * The futures of a stream, which may be endless, each when it is done: takes so many from the stream ahead of the reader, and
   * another whenever one was read. A stream that submits a task for each element thus keeps so many tasks going. Python's
   * {@code as_completed} first takes all futures there are.
   *
   * <p>A future that comes twice is given once if its first coming was not yet read; those read are not remembered. Closing
   * these results closes the stream, which is used by the reading thread only.
   *
   * @param lookAhead how many futures may be taken and not yet read, at least 1
   * @throws IllegalArgumentException if {@code lookAhead} is less than 1
   */
  public static <F extends TaskFuture<?>> LazyResults<F> asCompleted(
      Stream<? extends F> futures, int lookAhead) {
    return ofStream(futures, lookAhead, null);
  }

  /**
   * The same with a time limit for all of them together, counted from this call.
   *
   * @throws IllegalArgumentException if the timeout is negative or {@code lookAhead} less than 1
   */
  public static <F extends TaskFuture<?>> LazyResults<F> asCompleted(
      Stream<? extends F> futures, int lookAhead, Duration timeout) {
    return ofStream(futures, lookAhead, timeout);
  }

  private static <F extends TaskFuture<?>> LazyResults<F> ofStream(
      Stream<? extends F> futures, int lookAhead, @Nullable Duration timeout) {
    if (lookAhead < 1) {
      throw new IllegalArgumentException("lookAhead must be at least 1: " + lookAhead);
    }
    CompletionOrder<F> order = new CompletionOrder<>(futures.iterator(), lookAhead, timeout);
    return LazyResults.of(
        order,
        () -> {
          order.close();
          futures.close();
        });
  }

  private static <F extends TaskFuture<?>> LazyResults<F> lazily(CompletionOrder<F> order) {
    return LazyResults.of(order, order::close);
  }
}
