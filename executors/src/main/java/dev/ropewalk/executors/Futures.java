package dev.ropewalk.executors;

import java.time.Duration;
import java.util.Collection;

/** What to do with several futures: {@code concurrent.futures.as_completed}. */
public final class Futures {

  private Futures() {}

  /**
   * The futures in the order in which they are done: those that already are first, then each as it comes. A future named
   * twice comes once. Closing early cancels nothing, unlike closing the results of {@code map}: the futures are the
   * caller's.
   */
  public static <T> LazyResults<TaskFuture<T>> asCompleted(
      Collection<? extends TaskFuture<T>> futures) {
    return lazily(new CompletionOrder<>(futures, null));
  }

  /**
   * The same with a time limit for all of them together, counted from this call; then reading throws Guava's {@link
   * com.google.common.util.concurrent.UncheckedTimeoutException}, which says how many are missing.
   *
   * @throws IllegalArgumentException if the timeout is negative
   */
  public static <T> LazyResults<TaskFuture<T>> asCompleted(
      Collection<? extends TaskFuture<T>> futures, Duration timeout) {
    return lazily(new CompletionOrder<>(futures, timeout));
  }

  private static <T> LazyResults<TaskFuture<T>> lazily(CompletionOrder<T> order) {
    return LazyResults.of(order, order::close);
  }
}
