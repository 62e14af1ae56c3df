package dev.ropewalk.executors;

import com.google.common.util.concurrent.ListenableFuture;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task that an executor accepted, now or later: {@code concurrent.futures.Future}. It is a {@link
 * java.util.concurrent.Future}, a {@link CompletionStage} and Guava's {@link ListenableFuture}, so it goes wherever one of
 * these is asked for.
 *
 * <p>Differences from Python. {@code set_result}, {@code set_exception} and {@code set_running_or_notify_cancel} don't
 * exist: nobody but the executor completes a task. For the same reason this is not a {@link CompletableFuture}; {@link
 * #toCompletableFuture()} gives a copy to complete or time out at will. A failure arrives as the cause of an {@link
 * ExecutionException}, as everywhere in Java, with the body's own stack trace. {@link #cancel cancel(false)} is Python's
 * {@code cancel}: it succeeds only before the body begins. {@link #cancel cancel(true)} is the JDK's: it also interrupts
 * a running body, and the future is done at once while the body may still be ending; {@link #cancelAndAwait} waits for
 * that end.
 *
 * <p>The methods of {@link CompletionStage} behave like those of {@link CompletableFuture}: the function given to {@code handle}
 * or {@code exceptionally} of the task itself sees what the body threw, stages that depend on such a stage see it wrapped
 * in {@link java.util.concurrent.CompletionException}, and completing or cancelling a dependent stage never touches the task.
 *
 * <p>Memory consistency effects: what the body did happens-before a successful return from {@code get}, before done
 * callbacks, and before dependent stages.
 *
 * @param <T> what the task returns
 */
public interface TaskFuture<T extends @Nullable Object>
    extends ListenableFuture<T>, CompletionStage<T> {

  /**
   * Waits for the result; {@code Future.result(timeout)}.
   *
   * @throws TimeoutException if the task is not done within the timeout; it goes on
   * @throws IllegalArgumentException if the timeout is negative
   * @throws CancellationException if the task was cancelled
   * @throws ExecutionException if the task failed, with the failure as its cause
   * @throws InterruptedException if interrupted on entry or while waiting; the task goes on
   */
  T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException;

  /**
   * Waits until the task is done and gives its failure; {@code Future.exception()}. {@link #exceptionNow()} is the JDK's way to
   * look at one that is known to have failed.
   *
   * @return what the body threw, or null if it returned
   * @throws CancellationException if the task was cancelled
   * @throws InterruptedException if interrupted while waiting; the task goes on
   */
  @Nullable Throwable exception() throws InterruptedException;

  /**
   * The same, but waits no longer than the timeout; {@code Future.exception(timeout)}. Zero only looks.
   *
   * @return what the body threw, or null if it returned
   * @throws TimeoutException if the task is not done within the timeout; it goes on
   * @throws CancellationException if the task was cancelled
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted while waiting; the task goes on
   */
  @Nullable Throwable exception(Duration timeout) throws InterruptedException, TimeoutException;

  /** Whether the body is running now, also when the future is already cancelled; {@code Future.running} . */
  boolean isRunning();

  /**
   * Calls back once when this future is done, at once if it already is; {@code Future.add_done_callback}. Callbacks run
   * in the order they were added, in the thread that completes or cancels the task, or in one that adds a callback when
   * the future is done. An exception in one is logged and stops no other. They must be quick: nothing else of that worker
   * happens meanwhile.
   */
  void addDoneCallback(Consumer<? super TaskFuture<T>> callback);

  /**
   * Cancels like {@code cancel(true)} and waits until the body has really ended.
   *
   * @throws TimeoutException if the body has not ended within the timeout; the future is cancelled all the same
   * @throws IllegalArgumentException if the timeout is negative; then nothing is cancelled
   * @throws InterruptedException if interrupted on entry or while waiting; then also the future is cancelled
   */
  CancelOutcome cancelAndAwait(Duration timeout) throws InterruptedException, TimeoutException;

  /**
   * A copy that completes when this does. Whatever is done to the copy (completing, cancelling, timing out) never touches
   * the task.
   */
  @Override
  CompletableFuture<T> toCompletableFuture();
}
