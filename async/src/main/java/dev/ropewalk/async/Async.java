package dev.ropewalk.async;

import dev.ropewalk.async.carrier.ParkedIdle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs coroutines, and what coroutines call: the functions of Python's {@code asyncio} module. The rules that hold for all
 * of them, on threads, suspension and cancellation, are those of the {@linkplain dev.ropewalk.async package}.
 */
public final class Async {

  private static final ThreadFactory COROUTINE_THREADS =
      Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();

  private Async() {}

  /**
   * Runs a main coroutine on a new event loop and returns its value; blocks the calling thread until the loop is done and
   * closed. Python's {@code asyncio.run}.
   *
   * <p>Tasks that main leaves behind are cancelled and awaited before the loop closes; what they leave behind in turn, too
   * (Python abandons that). A failure of one of them goes to the loop's exception handler. When this returns, no task of
   * the loop is left, and the last of its threads are ending.
   *
   * <p><b>Interruption</b> of the calling thread is what Ctrl-C is in Python. Interrupted on entry, it runs nothing and
   * throws {@link InterruptedException}. Each interrupt while the loop runs cancels the main task, or, if that has ended,
   * the tasks it left behind; a coroutine is never interrupted in a blocking call. If main then ends cancelled, and nothing
   * else asked for that, this throws {@link InterruptedException}. If main ends otherwise, because it caught the
   * cancellation or was done already, this ends accordingly and sets the thread's interrupt status again. (Python's second
   * Ctrl-C breaks into whatever runs; here it cancels once more.) A callback runs on the calling thread, so an interrupt
   * may reach what the callback does instead of the loop.
   *
   * @throws CompletionException if the main coroutine failed, with what it threw as cause
   * @throws CancellationException if the main coroutine ended cancelled other than by an interrupt; Python lets the
   *     cancellation error itself out
   * @throws InterruptedException as said above
   * @throws IllegalStateException if the caller is itself a coroutine or callback of a loop: start a task there instead
   */
  public static <T extends @Nullable Object> T run(Coroutine<T> main) throws InterruptedException {
    return MainRun.run(Objects.requireNonNull(main, "main"), new ParkedIdle(), COROUTINE_THREADS);
  }

  /** Runs a main coroutine that returns nothing; otherwise as {@link #run(Coroutine)}. */
  public static void run(CoroutineAction main) throws InterruptedException {
    run(returningNull(main));
  }

  /**
   * Starts a coroutine beside the caller, on the caller's loop: it begins in the next iteration, after all that is ready
   * already. Python's {@code create_task}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
    return create(Objects.requireNonNull(body, "body"), null);
  }

  /** Starts a coroutine with a name for its task and thread; otherwise as {@link #createTask(Coroutine)}. */
  public static <T extends @Nullable Object> Task<T> createTask(String name, Coroutine<T> body) {
    return create(Objects.requireNonNull(body, "body"), Objects.requireNonNull(name, "name"));
  }

  /** Starts a coroutine that returns nothing; otherwise as {@link #createTask(Coroutine)}. */
  public static Task<@Nullable Void> createTask(CoroutineAction body) {
    return create(returningNull(body), null);
  }

  /** Starts a coroutine that returns nothing, with a name; otherwise as {@link #createTask(Coroutine)}. */
  public static Task<@Nullable Void> createTask(String name, CoroutineAction body) {
    return create(returningNull(body), Objects.requireNonNull(name, "name"));
  }

  /**
   * Suspends the calling coroutine for this long, or a little longer, and lets others run. Zero lets all that is ready run
   * once. Python's {@code sleep}, without its second argument: a value to return can simply follow the call. A negative
   * delay, which Python takes as zero, is refused.
   *
   * <p>To be cancelled ends it and its timer. An interrupt of the coroutine's thread does not end it; the thread's status
   * is set when it goes on.
   *
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalArgumentException if the delay is negative
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public static void sleep(Duration delay) {
    long nanos = EventLoop.toNanos(delay);
    EventLoop.callingTask("Async.sleep").sleep(nanos);
  }

  /**
   * The task whose coroutine is calling; empty in a callback. Python's {@code current_task}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static Optional<Task<?>> currentTask() {
    return Optional.ofNullable(EventLoop.runningFor("Async.currentTask").dispatcher().current());
  }

  private static <T extends @Nullable Object> Task<T> create(
      Coroutine<T> body, @Nullable String name) {
    return EventLoop.runningFor("Async.createTask").createTask(body, name);
  }

  private static Coroutine<@Nullable Void> returningNull(CoroutineAction action) {
    Objects.requireNonNull(action, "body");
    return () -> {
      action.run();
      return null;
    };
  }
}
