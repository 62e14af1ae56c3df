package dev.ropewalk.async;

import com.google.common.util.concurrent.ListenableFuture;
import dev.ropewalk.executors.ReturnWhen;
import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.threads.Context;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs coroutines, and what coroutines call: the functions of Python's {@code asyncio} module. The rules that hold for all
 * of them, on threads, suspension and cancellation, are those of the {@linkplain dev.ropewalk.async package}.
 */
public final class Async {

  private Async() {}

  /**
   * Runs a main coroutine on a new event loop and returns its value; blocks the calling thread until the loop is done and
   * closed. Python's {@code asyncio.run}.
   *
   * <p>Tasks that main leaves behind are cancelled and awaited before the loop closes; what they leave behind in turn, too
   * (Python abandons that). A failure of one of them goes to the loop's exception handler. When this returns, no task of
   * the loop is left, and the last of its threads are ending.
   *
   * <p><b>Interruption</b> of the calling thread is what Ctrl-C is in Python, and the first Ctrl-C during a run on the program's main
   * thread is one: as in Python only there, and unless the program has a handler of its own. Each further Ctrl-C ends the JVM, as
   * it does without a run, and so it is with {@code -Xrs}. Interrupted on entry, it runs nothing and
   * throws {@link InterruptedException}. Each interrupt while the loop runs cancels the main task, or, if that has ended,
   * the tasks it left behind; a coroutine is never interrupted in a blocking call. If main then ends cancelled, and nothing
   * else asked for that, this throws {@link InterruptedException}. If main ends otherwise, because it caught the
   * cancellation or was done already, this ends accordingly and sets the thread's interrupt status again. A callback runs on the calling thread, so an interrupt
   * may reach what the callback does instead of the loop.
   *
   * @throws CompletionException if the main coroutine failed, with what it threw as cause
   * @throws CancellationException if the main coroutine ended cancelled other than by an interrupt; Python lets the
   *     cancellation error itself out
   * @throws InterruptedException as said above
   * @throws IllegalStateException if the caller is itself a coroutine or callback of a loop: start a task there instead
   */
  public static <T extends @Nullable Object> T run(Coroutine<T> main) throws InterruptedException {
    Objects.requireNonNull(main, "main");
    Runner.checkNotRunning();
    return run(new Runner(), main);
  }

  /** Runs a main coroutine and closes the runner. */
  static <T extends @Nullable Object> T run(Runner runner, Coroutine<T> main)
      throws InterruptedException {
    MainRun<T> run;
    try {
      run = runner.start(Context.copyContext(), main);
    } catch (Throwable failure) {
      runner.close();
      throw failure;
    }
    try (InterruptSignal _ = InterruptSignal.interruptsMainThread()) {
      run.runUntilEnded();
    } finally {
      run.interruptedLater(runner.endLeftOvers());
      Reference.reachabilityFence(runner); // see UnclosedLoop
    }
    return run.result();
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
    return createTask(TaskOptions.DEFAULT, body);
  }

  /** Starts a coroutine with a name for its task and thread; otherwise as {@link #createTask(Coroutine)}. */
  public static <T extends @Nullable Object> Task<T> createTask(String name, Coroutine<T> body) {
    return createTask(TaskOptions.named(name), body);
  }

  /** Starts a coroutine as the options say; otherwise as {@link #createTask(Coroutine)}. */
  public static <T extends @Nullable Object> Task<T> createTask(
      TaskOptions options, Coroutine<T> body) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(body, "body");
    return CurrentLoop.loopFor("Async.createTask").createTask(body, options);
  }

  /** Starts a coroutine that returns nothing; otherwise as {@link #createTask(Coroutine)}. */
  public static Task<@Nullable Void> createTask(CoroutineAction body) {
    return createTask(returningNull(body));
  }

  /** Starts a coroutine that returns nothing, with a name; otherwise as {@link #createTask(Coroutine)}. */
  public static Task<@Nullable Void> createTask(String name, CoroutineAction body) {
    return createTask(name, returningNull(body));
  }

  /** Starts a coroutine that returns nothing, as the options say; otherwise as {@link #createTask(Coroutine)}. */
  public static Task<@Nullable Void> createTask(TaskOptions options, CoroutineAction body) {
    return createTask(options, returningNull(body));
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
    long nanos = Times.toNanos(delay);
    CurrentLoop.taskFor("Async.sleep").sleep(nanos);
  }

  /**
   * The task whose coroutine is calling; empty in a callback. Python's {@code current_task}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static Optional<Task<?>> currentTask() {
    return Optional.ofNullable(CurrentLoop.loopFor("Async.currentTask").dispatcher().current());
  }

  /**
   * One future for several awaitables together: its value is the list of theirs, in the order given. It fails with the first
   * of them that fails, at once; the others go on, and what they end with is not asked for. One that is cancelled makes it
   * fail with the {@link CancelledError}. Cancelling it cancels all that have not ended, and when they have ended it fails with
   * that, even if all of them refused. One given twice counts once and fills both places. Python's {@code gather}.
   *
   * <p>Does not suspend; {@code Async.gather(a, b).await()} does.
   *
   * @throws IllegalArgumentException if one belongs to another loop
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static <T extends @Nullable Object> AsyncFuture<List<T>> gather(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    EventLoop loop = CurrentLoop.loopFor("Async.gather");
    return Gather.<T, List<T>>of(loop, new ArrayList<>(awaitables), true, Async::values);
  }

  /** The same for awaitables that are listed in the call. */
  @SafeVarargs
  public static <T extends @Nullable Object> AsyncFuture<List<T>> gather(
      Awaitable<? extends T>... awaitables) {
    List<Awaitable<? extends T>> all = new ArrayList<>(awaitables.length);
    for (Awaitable<? extends T> awaitable : awaitables) {
      all.add(awaitable);
    }
    return gather(all);
  }

  /** The same for coroutines, each of which becomes a task. */
  @SafeVarargs
  public static <T extends @Nullable Object> AsyncFuture<List<T>> gather(
      Coroutine<? extends T> first, Coroutine<? extends T>... others) {
    Objects.requireNonNull(first, "first");
    for (Coroutine<? extends T> other : others) { // before any of them begins
      Objects.requireNonNull(other, "other");
    }
    List<Awaitable<? extends T>> tasks = new ArrayList<>(1 + others.length);
    tasks.add(createTask(first));
    for (Coroutine<? extends T> other : others) {
      tasks.add(createTask(other));
    }
    return gather(tasks);
  }

  /** The same for coroutines that return nothing. */
  public static AsyncFuture<List<@Nullable Void>> gather(
      CoroutineAction first, CoroutineAction... others) {
    List<CoroutineAction> bodies = new ArrayList<>(List.of(others)); // refuses null
    bodies.addFirst(Objects.requireNonNull(first, "first"));
    return gather(bodies.stream().map(Async::createTask).toList());
  }

  /**
   * Like {@link #gather(Collection)}, but it ends only when all have, however they end, and its value is the awaitables
   * themselves, which tell by {@link Awaitable#result} and {@link Awaitable#exception}. Python's {@code gather} with {@code
   * return_exceptions}, which mixes values and exceptions in one list. Cancelling it ends it cancelled, as in Python.
   */
  public static <T extends @Nullable Object> AsyncFuture<List<Awaitable<? extends T>>> gatherEnded(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    EventLoop loop = CurrentLoop.loopFor("Async.gatherEnded");
    return Gather.<T, List<Awaitable<? extends T>>>of(
        loop, new ArrayList<>(awaitables), false, List::copyOf);
  }

  private static <T extends @Nullable Object> List<T> values(List<Awaitable<? extends T>> ended) {
    List<T> values = new ArrayList<>(ended.size());
    ended.forEach(awaitable -> values.add(awaitable.result()));
    return Collections.unmodifiableList(values);
  }

  /**
   * Suspends the calling coroutine until all have ended. Python's {@code wait}: what they end with is not looked at, and
   * being cancelled here cancels none of them.
   *
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalArgumentException if there are none, or one belongs to another loop
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public static <F extends Awaitable<?>> WaitResult<F> wait(Collection<? extends F> awaitables) {
    return waitUntil(awaitables, ReturnWhen.ALL_COMPLETED, Long.MAX_VALUE);
  }

  /** The same until what is said by {@code when}. */
  public static <F extends Awaitable<?>> WaitResult<F> wait(
      Collection<? extends F> awaitables, ReturnWhen when) {
    return waitUntil(awaitables, when, Long.MAX_VALUE);
  }

  /**
   * The same, but no longer than this; that the time is over is no error, the result tells what has not ended. Zero lets
   * all that is ready run once.
   *
   * @throws IllegalArgumentException if the timeout is negative, too
   */
  public static <F extends Awaitable<?>> WaitResult<F> wait(
      Collection<? extends F> awaitables, ReturnWhen when, Duration timeout) {
    return waitUntil(awaitables, when, Times.toNanos(timeout));
  }

  private static <F extends Awaitable<?>> WaitResult<F> waitUntil(
      Collection<? extends F> awaitables, ReturnWhen when, long nanos) {
    Objects.requireNonNull(when, "when");
    Task<?> caller = CurrentLoop.taskFor("Async.wait");
    if (awaitables.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to wait for");
    }
    checkLoop(awaitables, caller.loop());
    return Waits.waitUntil(caller, awaitables, when, nanos);
  }

  private static void checkLoop(Collection<? extends Awaitable<?>> awaitables, EventLoop loop) {
    for (Awaitable<?> awaitable : awaitables) {
      if (awaitable.loop() != loop) {
        throw new IllegalArgumentException(
            awaitable.title() + " belongs to " + awaitable.loop() + " and not to " + loop);
      }
    }
  }

  /**
   * Suspends the calling coroutine until this ends, and returns its value, but waits no longer than the timeout: then it is
   * cancelled, and when it has ended by that, however long it takes, this throws. If it ends otherwise after all, with a
   * value or a failure, that is what comes out. Python's {@code wait_for}. Zero means that it must have ended already.
   *
   * @throws TimeoutException if it was cancelled because the time was over
   * @throws CompletionException if it failed
   * @throws CancelledError if it was cancelled by somebody else, or the calling task was
   * @throws IllegalArgumentException if the timeout is negative
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, Duration timeout)
      throws TimeoutException {
    if (Times.toNanos(timeout) > 0) {
      return Timeout.after(timeout).<T, RuntimeException>within(awaitable::await);
    }
    Task<?> caller = CurrentLoop.taskFor("Async.waitFor");
    checkLoop(List.of(awaitable), caller.loop());
    if (!awaitable.isDone()) {
      Waits.cancelAndWait(caller, awaitable);
      if (awaitable.completion().outcome() instanceof Outcome.Cancelled<T> cancelled) {
        TimeoutException over =
            new TimeoutException(
                awaitable.title() + " had not ended, and there was no time to wait");
        over.initCause(cancelled.error(awaitable.title()));
        throw over;
      }
    }
    return awaitable.result();
  }

  /**
   * Runs a coroutine within the caller's, but no longer than the timeout; otherwise as {@link #waitFor(Awaitable,
   * Duration)}. With zero it does not begin.
   *
   * @throws Exception whatever the coroutine throws
   */
  public static <T extends @Nullable Object> T waitFor(Coroutine<T> body, Duration timeout)
      throws Exception {
    Objects.requireNonNull(body, "body");
    if (Times.toNanos(timeout) == 0) {
      CurrentLoop.taskFor("Async.waitFor");
      throw new TimeoutException("the coroutine was not begun, there being no time");
    }
    return Timeout.after(timeout).<T, Exception>within(body::run);
  }

  /**
   * The same for a coroutine that returns nothing.
   *
   * @throws Exception whatever the coroutine throws
   */
  public static void waitFor(CoroutineAction body, Duration timeout) throws Exception {
    var _ = waitFor(returningNull(body), timeout);
  }

  /**
   * Runs a block within the caller's coroutine, but no longer than this. Python's {@code async with asyncio.timeout(...)};
   * {@link Timeout} has the details, and limits that can be moved.
   *
   * @return what the body returned; what it threw comes out unchanged
   * @throws TimeoutException if the time was over
   * @throws IllegalArgumentException if the delay is negative
   */
  public static <R extends @Nullable Object, X extends Throwable> R timeout(
      Duration delay, ScopedValue.CallableOp<? extends R, X> body) throws X, TimeoutException {
    return Timeout.after(delay).within(body);
  }

  /** The same for a block without a result. */
  public static void timeout(Duration delay, Runnable body) throws TimeoutException {
    Timeout.after(delay).within(body);
  }

  /**
   * The awaitables in the order in which they end, those that have ended first. {@link Iterator#next} suspends the calling
   * coroutine until another one has ended, and returns it; nothing is thrown for one that failed. One given twice comes
   * once. Python's {@code as_completed}, in the form of its {@code async for}; it takes no timeout: put the loop into {@link
   * #timeout}.
   *
   * @throws IllegalArgumentException if one belongs to another loop
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static <F extends Awaitable<?>> Iterable<F> asCompleted(
      Collection<? extends F> awaitables) {
    EventLoop loop = CurrentLoop.loopFor("Async.asCompleted");
    checkLoop(awaitables, loop);
    AsCompleted<F> iterator = new AsCompleted<>(loop, awaitables);
    return () -> iterator;
  }

  /**
   * Something to await instead of this, so that cancelling the waiting task does not cancel this. It ends as this does; if
   * it was cancelled and this fails later, that goes to the loop's exception handler. Python's {@code shield}. Cancelling
   * this itself is not prevented.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of its loop
   */
  public static <T extends @Nullable Object> Awaitable<T> shield(Awaitable<T> awaitable) {
    awaitable.loop().checkOnLoop("Async.shield");
    return Shield.of(awaitable);
  }

  /** The same for a coroutine, which becomes a task. */
  public static <T extends @Nullable Object> Awaitable<T> shield(Coroutine<T> body) {
    return shield(createTask(body));
  }

  /** The same for a coroutine that returns nothing. */
  public static Awaitable<@Nullable Void> shield(CoroutineAction body) {
    return shield(returningNull(body));
  }

  /**
   * Starts the first coroutine, the next one when that has failed or the delay is over, and so on, until one returns; then the
   * others are cancelled. Suspends the calling coroutine until all that were started have ended. That an entrant fails, or all
   * do, is no error here: the result tells. Python's {@code asyncio.staggered.staggered_race}, which is for connecting to the
   * first of several addresses that answers.
   *
   * <p>Each time the calling task is cancelled, all entrants are; when they have ended the cancellation goes on.
   *
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalArgumentException if the delay is negative
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
      Iterable<? extends Coroutine<? extends T>> entrants, Duration delay) {
    long nanos = Times.toNanos(delay);
    EventLoop loop = CurrentLoop.taskFor("Async.staggeredRace").loop();
    return new StaggeredRace<T>(loop, entrants.iterator(), nanos).run();
  }

  /** The same, but each waits until the one before has failed, however long that takes. Python's {@code delay=None}. */
  public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
      Iterable<? extends Coroutine<? extends T>> entrants) {
    return staggeredRace(entrants, Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * Runs a blocking call on a platform thread, suspends the calling coroutine until it has ended, and returns its value.
   * Python's {@code to_thread}. The call runs in a copy of the caller's context. The threads are those of the loop's default
   * executor: {@link EventLoop#setDefaultExecutor}.
   *
   * <p>Cancelling the calling task ends the wait. A call that has not begun never will; one that runs goes on, unheard, as in
   * Python.
   *
   * @throws CompletionException if the call failed, with what it threw as cause
   * @throws CancelledError if the calling task is cancelled
   * @throws IllegalStateException if the default executor was shut down
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public static <T extends @Nullable Object> T toThread(Callable<T> call) {
    return CurrentLoop.taskFor("Async.toThread").loop().runInExecutor(call).await();
  }

  /**
   * A future of the caller's loop for one that threads complete: it ends as that does, and cancelling it cancels that.
   * Python's {@code wrap_future}. Does not suspend; {@code Async.wrapFuture(stage).await()} does.
   *
   * <p>A failure is taken out of a {@link CompletionException}. A stage that is told to cancel by {@link
   * java.util.concurrent.Future#cancel cancel(false)} may refuse, or be one that can't be cancelled: it goes on, unheard.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static <T extends @Nullable Object> AsyncFuture<T> wrapFuture(CompletionStage<T> stage) {
    return ForeignFuture.of(stage);
  }

  /** The same for a future of Guava's. */
  public static <T extends @Nullable Object> AsyncFuture<T> wrapFuture(ListenableFuture<T> future) {
    return ForeignFuture.of(future);
  }

  /** The same for a task of an executor, which {@code cancel} keeps from beginning only. */
  public static <T extends @Nullable Object> AsyncFuture<T> wrapFuture(TaskFuture<T> future) {
    return ForeignFuture.of((ListenableFuture<T>) future);
  }

  /**
   * The tasks of the caller's loop that have not ended, the caller's own included. Python's {@code all_tasks}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static Set<Task<?>> allTasks() {
    return Collections.unmodifiableSet(
        new LinkedHashSet<>(CurrentLoop.loopFor("Async.allTasks").tasks().pending()));
  }

  static Coroutine<@Nullable Void> returningNull(CoroutineAction action) {
    Objects.requireNonNull(action, "body");
    return () -> {
      action.run();
      return null;
    };
  }
}
