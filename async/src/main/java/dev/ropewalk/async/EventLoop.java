package dev.ropewalk.async;

import dev.ropewalk.async.carrier.IdleWait;
import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs coroutines and callbacks, one at a time. Python's {@code asyncio} event loop; {@link Async#run} makes one and closes
 * it, {@link #running} gives it to what runs on it.
 *
 * <p><b>Order.</b> An iteration of the loop runs what is ready when it begins, first come first served; what becomes ready
 * meanwhile, a callback added by a callback for instance, waits for the next iteration. Unlike in asyncio, timers of equal
 * time fire in the order in which they were made.
 *
 * <p><b>Threads.</b> Callbacks run on the thread that called {@code run}, coroutines each on a virtual thread of its own,
 * and never two of them at once. A callback that blocks, or a coroutine that blocks in anything but a suspending method of
 * this package, stops the whole loop, as in asyncio. All methods but {@link #callSoonThreadsafe}, {@link #time} and {@link
 * #toString} must be called from a callback or coroutine of this loop and throw {@link WrongThreadException} elsewhere.
 *
 * <p><b>Failures.</b> What a callback throws goes to the loop's exception handler, and the loop goes on. Unless one is set,
 * it is logged by the {@link System.Logger} {@code dev.ropewalk.async}.
 *
 * <p>Memory consistency effects: all that runs on one loop happens in one order, each part of it before the next. Actions
 * before {@link #callSoonThreadsafe} happen-before the callback.
 */
public final class EventLoop {

  private static final ThreadLocal<@Nullable EventLoop> RUNNING = new ThreadLocal<>();

  private final String threadName = Thread.currentThread().getName();
  private final Schedule schedule;
  private final Dispatcher dispatcher;
  private volatile boolean closed;

  // the baton holder's
  private final Set<Task<?>> tasks = new LinkedHashSet<>();
  private final ErrorReports reports = new ErrorReports();
  private long tasksEver;

  /** For the calling thread, which holds the baton then. */
  EventLoop(IdleWait idle, ThreadFactory threads) {
    this.schedule = new Schedule(idle);
    this.dispatcher = new Dispatcher(schedule, idle, threads);
  }

  /**
   * The loop on which the caller runs. Python's {@code get_running_loop}.
   *
   * @throws WrongThreadException if the caller is neither a coroutine nor a callback of a loop
   */
  public static EventLoop running() {
    return runningFor("EventLoop.running");
  }

  /**
   * Runs the callback in the next iteration, after all that is ready already. Python's {@code call_soon}; arguments are
   * what the lambda captures.
   */
  public Handle callSoon(Runnable callback) {
    Handle handle = new Handle(this, Objects.requireNonNull(callback, "callback"));
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
    long when = schedule.after(toNanos(delay));
    TimerHandle handle = new TimerHandle(this, Objects.requireNonNull(callback, "callback"), when);
    checkOnLoop("callLater");
    schedule.add(handle.timer());
    return handle;
  }

  /**
   * Runs the callback soon, and wakes the loop for it if it is idle. The only way to reach a loop from another thread, and
   * allowed from everywhere. Python's {@code call_soon_threadsafe}.
   *
   * <p>Callbacks that one thread adds run in that order. A callback that is accepted does not run if the loop closes
   * before it gets there.
   *
   * @throws IllegalStateException if the loop is closed
   */
  public Handle callSoonThreadsafe(Runnable callback) {
    Handle handle = new Handle(this, Objects.requireNonNull(callback, "callback"));
    if (!post(handle)) {
      throw closedException("callSoonThreadsafe");
    }
    return handle;
  }

  /**
   * The time on the loop's own clock, which never goes back and began at zero when the loop was made; Python's is in seconds
   * since an unknown moment. May be called from any thread.
   */
  public Duration time() {
    return Duration.ofNanos(schedule.now());
  }

  /** Tells failures to this handler from now on; null restores the default. Python's {@code set_exception_handler}. */
  public void setExceptionHandler(@Nullable LoopExceptionHandler handler) {
    checkOnLoop("setExceptionHandler");
    reports.handleWith(handler);
  }

  @Override
  public String toString() {
    return "EventLoop[" + (closed ? "closed" : "open") + ", run by " + threadName + "]";
  }

  /** Makes the calling thread one on which this loop runs, or with null, on which none does. */
  static void setRunning(@Nullable EventLoop loop) {
    if (loop == null) {
      RUNNING.remove();
    } else {
      RUNNING.set(loop);
    }
  }

  static @Nullable EventLoop runningOrNull() {
    return RUNNING.get();
  }

  /** The loop on which the caller runs, or an error that says what was called. */
  static EventLoop runningFor(String what) {
    EventLoop loop = RUNNING.get();
    if (loop == null) {
      throw new WrongThreadException(
          what
              + " was called on "
              + Thread.currentThread()
              + ", which runs no event loop: call it in a coroutine, a body given to Async.run or"
              + " Async.createTask");
    }
    return loop;
  }

  /** The task whose coroutine the caller is, or an error that says what was called. */
  static Task<?> callingTask(String what) {
    EventLoop loop = runningFor(what);
    Task<?> task = loop.dispatcher.current();
    if (task == null) {
      throw new WrongThreadException(
          what
              + " was called in a callback of "
              + loop
              + ", which can't wait: let the callback create a task that does");
    }
    return task;
  }

  <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, @Nullable String name) {
    checkOnLoop("createTask");
    Task<T> task = new Task<>(this, body, name == null ? "Task-" + (tasksEver + 1) : name);
    tasksEver++;
    tasks.add(task);
    schedule.add(task);
    return task;
  }

  /** An alarm that rings after this time. */
  Alarm alarm(long nanos) {
    Alarm alarm = new Alarm(schedule, schedule.after(nanos));
    schedule.add(alarm.timer());
    return alarm;
  }

  /** Adds work of the loop from any thread; false if the loop is closed, so that it will not be done. */
  boolean post(ReadyEntry entry) {
    schedule.post(entry);
    if (closed) {
      schedule.unpost(entry);
      return false;
    }
    return true;
  }

  void timerDropped(Timer timer) {
    if (dispatcher.isMine()) {
      schedule.dropped(timer);
    }
  }

  void report(ErrorReport report) {
    reports.report(this, report);
  }

  void ended(Task<?> task) {
    tasks.remove(task);
  }

  /** The tasks that have not ended, in the order of their making. The loop holds on to them: nothing else has to. */
  List<Task<?>> pendingTasks() {
    return List.copyOf(tasks);
  }

  Schedule schedule() {
    return schedule;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Refuses everything from now on. Called with no task left, on the loop's thread. */
  void close() {
    closed = true;
    schedule.clear();
  }

  /** Throws unless the calling thread may touch the loop. */
  void checkOnLoop(String what) {
    if (closed) {
      throw closedException(what);
    }
    if (!dispatcher.isMine()) {
      throw wrongThread(what);
    }
  }

  /** Throws unless the calling thread may read what the loop has done: a closed loop is everybody's to read. */
  void checkReadable(String what) {
    if (!closed && !dispatcher.isMine()) {
      throw wrongThread(what);
    }
  }

  private WrongThreadException wrongThread(String what) {
    return new WrongThreadException(
        what
            + " was called on "
            + Thread.currentThread()
            + ", which is not running a coroutine or callback of "
            + this
            + ": hand it over with callSoonThreadsafe");
  }

  private IllegalStateException closedException(String what) {
    return new IllegalStateException(
        what + " was called on " + this + ": its run has ended, nothing more will run on it");
  }

  /** A delay in nanoseconds; one too long for {@code long} becomes {@link Long#MAX_VALUE}. */
  static long toNanos(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException(
          "delay must not be negative: " + delay + " (zero means the next iteration)");
    }
    return Deadline.toNanos(delay);
  }
}
