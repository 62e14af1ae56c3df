package dev.ropewalk.async;

import dev.ropewalk.async.carrier.IdleWait;
import dev.ropewalk.executors.PortableCallable;
import dev.ropewalk.executors.TaskExecutor;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.threads.Context;
import dev.ropewalk.threads.internal.Deadline;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs coroutines and callbacks, one at a time. Python's {@code asyncio} event loop; {@link Async#run} or a {@link Runner} makes one and closes
 * it, {@link #running} gives it to what runs on it.
 *
 * <p><b>Order.</b> An iteration of the loop runs what is ready when it begins, first come first served; what becomes ready
 * meanwhile, a callback added by a callback for instance, waits for the next iteration. Unlike in asyncio, timers of equal
 * time fire in the order in which they were made.
 *
 * <p><b>Threads.</b> Callbacks run on the thread that called {@code run}, coroutines each on a virtual thread of its own,
 * and never two of them at once. A callback that blocks, or a coroutine that blocks in anything but a suspending method of
 * this package, stops the whole loop, as in asyncio. Unless they say otherwise, methods must be called from a
 * callback or coroutine of this loop, or on its thread while nobody runs it, and throw {@link WrongThreadException}
 * elsewhere.
 *
 * <p><b>Failures.</b> What a callback throws goes to the loop's exception handler, and the loop goes on. Unless one is set,
 * it is logged by the {@link System.Logger} {@code dev.ropewalk.async}.
 *
 * <p>Memory consistency effects: all that runs on one loop happens in one order, each part of it before the next. Actions
 * before {@link #callSoonThreadsafe} happen-before the callback.
 */
public final class EventLoop {

  private static final long DEBUG_SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long DEFAULT_SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String threadName = Thread.currentThread().getName();
  private final IdleWait idle;
  private final Schedule schedule;
  private final Dispatcher dispatcher;
  private volatile boolean closed;
  private volatile boolean running;

  // the baton holder's
  private final LoopTasks tasks = new LoopTasks(this);
  private final ErrorReports reports = new ErrorReports();
  private final DefaultExecutor defaultExecutor = new DefaultExecutor();

  /** Who is to be told that the loop closes; see {@link LoopFuture}. */
  private final Set<Outsider> outsiders = ConcurrentHashMap.newKeySet();

  /** Taken back when it is closed in time; see {@link UnclosedLoop}. */
  private Cleaner.@Nullable Cleanable otherwiseClosed;

  /** Those that have not been told how they ended; see {@link LoopPublisher}. */
  private final Set<LoopPublisher.Items<?>> subscriptions = ConcurrentHashMap.newKeySet();

  private volatile boolean debug;
  private volatile long slowCallbackNanos = DEFAULT_SLOW_NANOS;

  /** For the calling thread, which holds the baton then. */
  EventLoop(IdleWait idle, ThreadFactory threads) {
    this(idle, threads, null);
  }

  /**
   * @param permuter changes the order of what is ready, for tests; null leaves it as it is
   */
  EventLoop(IdleWait idle, ThreadFactory threads, @Nullable Permuter permuter) {
    this.idle = idle;
    this.schedule = new Schedule(idle, permuter);
    this.dispatcher = new Dispatcher(schedule, idle, threads);
    Watchdog.watch(this);
  }

  /**
   * The loop on which the caller runs. Python's {@code get_running_loop}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static EventLoop running() {
    return CurrentLoop.loopFor("EventLoop.running");
  }

  /**
   * Runs the callback in the next iteration, after all that is ready already, in a copy of the current context. Python's
   * {@code call_soon}; arguments are what the lambda captures.
   */
  public Handle callSoon(Runnable callback) {
    return callSoon(Context.copyContext(), callback);
  }

  /** The same, with the callback running in this context. */
  public Handle callSoon(Context context, Runnable callback) {
    Handle handle = handle(context, callback);
    checkOnLoop("callSoon");
    schedule.add(handle);
    return handle;
  }

  /**
   * Runs the callback once the delay is over; zero means in the next iteration. Python's {@code call_later}, but a negative
   * delay, which Python treats as being due already, is refused.
   *
   * @throws IllegalArgumentException if the delay is negative
   */
  public TimerHandle callLater(Duration delay, Runnable callback) {
    return callLater(delay, Context.copyContext(), callback);
  }

  /** The same, with the callback running in this context. */
  public TimerHandle callLater(Duration delay, Context context, Runnable callback) {
    checkOnLoop("callLater");
    return add(schedule.after(Times.toNanos(delay)), context, callback);
  }

  /**
   * Runs the callback when the loop's clock reaches this time, in the next iteration if it has. Python's {@code call_at}.
   *
   * @param when a time of {@link #time}; one before zero is simply in the past
   */
  public TimerHandle callAt(Duration when, Runnable callback) {
    return callAt(when, Context.copyContext(), callback);
  }

  /** The same, with the callback running in this context. */
  public TimerHandle callAt(Duration when, Context context, Runnable callback) {
    checkOnLoop("callAt");
    return add(Times.saturatedNanos(when), context, callback);
  }

  private TimerHandle add(long when, Context context, Runnable callback) {
    TimerHandle handle =
        new TimerHandle(
            this,
            Objects.requireNonNull(callback, "callback"),
            Objects.requireNonNull(context, "context"),
            when);
    schedule.add(handle.timer());
    return handle;
  }

  private Handle handle(Context context, Runnable callback) {
    return new Handle(
        this,
        Objects.requireNonNull(callback, "callback"),
        Objects.requireNonNull(context, "context"));
  }

  /**
   * Runs the callback soon, in a copy of the caller's context, and wakes the loop for it if it is idle. The only way to
   * reach a loop from another thread, and allowed from everywhere. Python's {@code call_soon_threadsafe}.
   *
   * <p>Callbacks that one thread adds run in that order. A callback that is accepted does not run if the loop closes
   * before it gets there.
   *
   * @throws IllegalStateException if the loop is closed
   */
  public Handle callSoonThreadsafe(Runnable callback) {
    return callSoonThreadsafe(Context.copyContext(), callback);
  }

  /** The same, with the callback running in this context. */
  public Handle callSoonThreadsafe(Context context, Runnable callback) {
    Handle handle = handle(context, callback);
    if (!post(handle)) {
      throw LoopErrors.closed("callSoonThreadsafe", this);
    }
    return handle;
  }

  /**
   * Starts a coroutine on this loop, from another thread, and wakes the loop for it. Python's {@code
   * run_coroutine_threadsafe}. The coroutine runs in a copy of the caller's context. Cancelling the future cancels the task;
   * the future itself is a copy as that of {@link Awaitable#toCompletableFuture}.
   *
   * @throws IllegalStateException if the loop is closed
   */
  public <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
      Coroutine<T> body) {
    Objects.requireNonNull(body, "body");
    TaskOptions options = TaskOptions.DEFAULT.in(Context.copyContext());
    LoopFuture<T> result = LoopFuture.ofNewTask(this, body, options);
    if (result == null) {
      throw LoopErrors.closed("runCoroutineThreadsafe", this);
    }
    return result;
  }

  /** The same for a coroutine that returns nothing. */
  public CompletableFuture<@Nullable Void> runCoroutineThreadsafe(CoroutineAction body) {
    return runCoroutineThreadsafe(Async.returningNull(body));
  }

  /**
   * Runs a blocking call on a platform thread of the loop's default executor; does not suspend. Python's {@code
   * run_in_executor(None, ...)}, but the call runs in a copy of the caller's context. To await it at once, {@link
   * Async#toThread} is shorter. Cancelling the future keeps the call from beginning; one that runs goes on, unheard.
   * A call that runs keeps the JVM from ending; idle threads do so until the loop closes, unless it is run by a daemon thread.
   *
   * @throws IllegalStateException if the default executor was shut down
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of the loop
   */
  public <T extends @Nullable Object> AsyncFuture<T> runInExecutor(Callable<T> call) {
    checkOnLoop("runInExecutor");
    return defaultExecutor.submit(this, call);
  }

  /**
   * Runs a call in an executor, which may be of processes; otherwise as {@link #runInExecutor(Callable)}. Python's {@code
   * run_in_executor(executor, ...)}. For an executor of the JDK's wrap {@code CompletableFuture.supplyAsync(call, executor)}.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the executor was shut down
   */
  public <T extends @Nullable Object> AsyncFuture<T> runInExecutor(
      TaskExecutor executor, PortableCallable<T> call) {
    checkOnLoop("runInExecutor");
    return Async.wrapFuture(executor.submit(call));
  }

  /**
   * Lets {@link #runInExecutor(Callable)} use this pool from now on; it is shut down with the loop. What another one was
   * given goes on there; if the loop had made that one it is shut down then, otherwise that is left to you. Python's {@code set_default_executor}, which also takes no other kind of executor.
   */
  public void setDefaultExecutor(ThreadPool pool) {
    checkOnLoop("setDefaultExecutor");
    defaultExecutor.use(Objects.requireNonNull(pool, "pool"));
  }

  /**
   * Shuts the default executor down, and suspends the calling coroutine until its threads have ended. What was handed to it
   * is still done; more is refused. {@link Runner#close} does this. Python's {@code shutdown_default_executor}.
   *
   * @param timeout how long to wait; if it is over, a warning is logged, and the threads go on
   * @return whether the threads have ended
   * @throws CancelledError if the calling task is cancelled; the executor is shut down, and its threads go on
   * @throws IllegalArgumentException if the timeout is negative
   * @throws WrongThreadException if the caller is not a coroutine of this loop
   */
  public boolean shutdownDefaultExecutor(Duration timeout) {
    long _ = Times.toNanos(timeout);
    checkOnLoop("shutdownDefaultExecutor");
    CurrentLoop.taskFor("shutdownDefaultExecutor");
    return defaultExecutor.shutDown(this, timeout);
  }

  /**
   * What the body emits, for subscribers on any thread: each subscription runs the body in a task of this loop, which gives out
   * no more items than were asked for and waits until more are. {@code onNext} is called by that task, the end by a callback, so
   * a subscriber that blocks stops the loop. Cancelling the subscription cancels the task. Python has no counterpart.
   *
   * <p>If the loop closes first, the subscriber is told by an error: a {@link java.util.concurrent.CancellationException}, or an
   * {@link IllegalStateException} if it came too late. May be called from any thread.
   */
  public <T> Flow.Publisher<T> publisher(Yielding<T> body) {
    return new LoopPublisher<>(this, body);
  }

  /**
   * The time on the loop's own clock, which never goes back and began at zero when the loop was made; Python's is in seconds
   * since an unknown moment. May be called from any thread.
   */
  public Duration time() {
    return Duration.ofNanos(schedule.now());
  }

  /**
   * Ends {@link Runner#runForever} after the current iteration of the loop, or, if the loop does not run, the next one after its
   * first. Python's {@code stop}. A {@code run} whose main coroutine has not ended by then fails.
   */
  public void stop() {
    checkOnLoop("stop");
    dispatcher.stop();
  }

  /** Lets this factory make the tasks from now on; null restores the default. Python's {@code set_task_factory}. */
  public void setTaskFactory(@Nullable TaskFactory factory) {
    checkOnLoop("setTaskFactory");
    tasks.makeWith(factory);
  }

  /** The factory that was set, if one is. Python's {@code get_task_factory}. */
  public Optional<TaskFactory> taskFactory() {
    checkOnLoop("taskFactory");
    return Optional.ofNullable(tasks.factory());
  }

  /** A future of this loop, to be ended by hand. Python's {@code create_future}. */
  public <T extends @Nullable Object> AsyncFuture<T> createFuture() {
    checkOnLoop("createFuture");
    return new AsyncFuture<>(this, "a future", null);
  }

  /** Tells failures to this handler from now on; null restores the default. Python's {@code set_exception_handler}. */
  public void setExceptionHandler(@Nullable LoopExceptionHandler handler) {
    checkOnLoop("setExceptionHandler");
    reports.handleWith(handler);
  }

  /** The handler that was set, if one is. Python's {@code get_exception_handler}. */
  public Optional<LoopExceptionHandler> exceptionHandler() {
    checkOnLoop("exceptionHandler");
    return Optional.ofNullable(reports.handler());
  }

  /** Tells the handler, or the default if none is set, of a failure. Python's {@code call_exception_handler}. */
  public void callExceptionHandler(ErrorReport report) {
    Objects.requireNonNull(report, "report");
    checkOnLoop("callExceptionHandler");
    reports.report(this, report);
  }

  /** Logs a failure, as happens when no handler is set. Any thread. Python's {@code default_exception_handler}. */
  public void defaultExceptionHandler(ErrorReport report) {
    ErrorReports.log(Objects.requireNonNull(report, "report"));
  }

  /** Whether it was set by {@link #setDebug}, the runner, or the system property {@code ropewalk.async.debug}. Any thread. */
  public boolean isDebug() {
    return debug;
  }

  /**
   * In debug mode a task or future records where it is created, and reports of its failure and errors of calls from a wrong thread tell.
   * An {@link AsyncIterator} that is dropped before its body began is logged, instead of a coroutine that was never awaited: there is
   * none here. Slow steps are reported from 100 ms on, as in Python, and not only from a second. The rest of what Python's mode does
   * is always on: calls from a wrong thread are refused. Any thread.
   */
  public void setDebug(boolean on) {
    debug = on;
    slowCallbackNanos = on ? DEBUG_SLOW_NANOS : DEFAULT_SLOW_NANOS;
  }

  /** How long the loop may stand still before that is logged: see {@link #setSlowCallbackDuration}. Any thread. */
  public Duration slowCallbackDuration() {
    return Duration.ofNanos(slowCallbackNanos);
  }

  /**
   * Logs a warning when the loop has stood still for this long: one second at first, 100 ms in debug mode. Any thread.
   * Python's attribute, but it is not only for debug mode, the warning comes while the loop still stands, and it tells two
   * cases apart: a coroutine or callback has been running for so long, with the stack that it has at that moment; or a
   * coroutine could go on and no thread runs it. Garbage collections are not counted. The logger is the {@link
   * System.Logger} {@code dev.ropewalk.async}.
   *
   * @throws IllegalArgumentException if the duration is zero or negative
   */
  public void setSlowCallbackDuration(Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "a slow step takes some time, more than " + duration + ": give a positive duration");
    }
    slowCallbackNanos = Deadline.toNanos(duration);
    Watchdog.look();
  }

  /**
   * Whether the calling thread may touch what belongs to this loop: it is running one of its coroutines or callbacks, or is
   * the loop's own thread while nobody runs it. For primitives that others build. Any thread.
   */
  public boolean isCurrent() {
    return dispatcher.isMine();
  }

  /** Whether a thread is running the loop. Any thread. */
  public boolean isRunning() {
    return running;
  }

  /** Whether the loop has ended for good. Any thread. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  @SuppressWarnings(
      "UnnecessaryStringBuilder") // a + that first runs at the end of the stack fails for good
  public String toString() {
    return new StringBuilder("EventLoop[")
        .append(closed ? "closed" : "open")
        .append(", run by ")
        .append(threadName)
        .append(']')
        .toString();
  }

  <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, TaskOptions options) {
    checkOnLoop("createTask");
    return tasks.create(body, options);
  }

  /** Adds work of the loop from any thread; false if the loop is closed, so that it will not be done. */
  boolean post(ReadyEntry entry) {
    schedule.post(entry);
    return !closed || !schedule.unpost(entry);
  }

  /** Does this now if the caller may, and otherwise lets the loop do it, unless that is closed. Any thread. */
  void doSoon(LoopAction action) {
    if (dispatcher.isMine()) {
      action.run();
    } else {
      boolean _ = post(action);
    }
  }

  void report(ErrorReport report) {
    reports.report(this, report);
  }

  /** Reports a failure of which some other thread learnt. */
  void reportFromAnywhere(ErrorReport report) {
    Handle telling = new Handle(this, () -> reports.report(this, report), new Context());
    if (!post(telling)) {
      ErrorReports.log(report);
    }
  }

  LoopTasks tasks() {
    return tasks;
  }

  Schedule schedule() {
    return schedule;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  IdleWait idle() {
    return idle;
  }

  /** Lets the loop run on the calling thread, its own. */
  void runUntilStopped(Runnable onInterrupt) {
    CurrentLoop.set(this);
    running = true;
    try {
      dispatcher.runUntilStopped(onInterrupt);
    } finally {
      running = false;
      CurrentLoop.set(null);
    }
  }

  /** Whatever closes the loop if nobody does before. */
  void closeWith(Cleaner.Cleanable other) {
    otherwiseClosed = other;
  }

  /** Refuses everything from now on. Called with no task left, on the loop's thread; or by the cleaner, when nobody can run it. */
  void close() {
    Watchdog.forget(this);
    closed = true;
    if (otherwiseClosed != null) {
      otherwiseClosed.clean(); // which finds it closed
    }
    schedule.clear();
    tasks.clear();
    idle.close();
    defaultExecutor.close();
    // both after closed was set: see there
    List.copyOf(outsiders).forEach(Outsider::loopClosed);
    for (LoopPublisher.Items<?> items : List.copyOf(subscriptions)) {
      new Handle(this, items::loopClosed, new Context()).run(); // of users: reports what they throw
    }
  }

  /** Any thread. */
  Set<Outsider> outsiders() {
    return outsiders;
  }

  /** Any thread. */
  Set<LoopPublisher.Items<?>> subscriptions() {
    return subscriptions;
  }

  DefaultExecutor defaultExecutor() {
    return defaultExecutor;
  }

  /** Throws unless the calling thread may touch the loop. */
  void checkOnLoop(String what) {
    if (closed) {
      throw LoopErrors.closed(what, this);
    }
    if (!dispatcher.isMine()) {
      throw LoopErrors.wrongThread(what, this);
    }
  }

  /** Throws unless the calling thread may read what the loop has done: a closed loop is everybody's to read. */
  void checkReadable(String what) {
    if (!isReadable()) {
      throw LoopErrors.wrongThread(what, this);
    }
  }

  /** Whether the calling thread may read what the loop has done. */
  boolean isReadable() {
    return closed || dispatcher.isMine();
  }
}
