package dev.ropewalk.threads;

import dev.ropewalk.threads.internal.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function once after a delay, unless cancelled before: {@code threading.Timer}. {@link #every} makes one that calls
 * again and again.
 *
 * <p>However many are waiting, one thread waits for all of them, and ends when none is left. Each call runs on a virtual thread
 * of its own, so one that blocks holds up no other. A call that fails is reported to the {@link ExceptionHook}; a periodic
 * one goes on.
 *
 * <p>As in Python, one that was started by a non-daemon thread keeps the program running until it has been called or
 * cancelled, and one started by a daemon thread doesn't; {@link #setDaemon} decides otherwise.
 *
 * <p>Differences from Python: a {@code Timer} is a thread of its own and is handled as one; this has of a thread only what
 * a delayed call needs. Canceling one twice, or after it was called, is no error, in both. Arguments are captured by the lambda.
 *
 * <p>Only {@link #join()} blocks. Memory consistency effects: actions before {@link #start()} happen-before the call; the call
 * happens-before a return from {@link #join()}.
 */
public final class DelayedCall {
  /*
   * state: NEW -> WAITING by start(); WAITING -> FIRING by the scheduler, or NEW, WAITING, FIRING -> CANCELLED by cancel(); FIRING
   *        -> DONE, or WAITING again if periodic, by the thread that made the call. All by compareAndSet, so of a cancel and a
   *        due call one wins: a call whose cancel() returned true from WAITING is not made. A compareAndSet that fails finds
   *        CANCELLED, and leaves it to the canceller to have released the joins.
   * dueNanos: System.nanoTime() of the next call; written before the state becomes WAITING by whoever makes it so, and
   *        then read under the scheduler's lock.
   * ended: opened once by whoever makes the state DONE or CANCELLED; after a cancel while the call runs, by that call's end.
   */
  enum State {
    NEW,
    WAITING,
    FIRING,
    DONE,
    CANCELLED
  }

  private static final AtomicLong MADE = new AtomicLong();
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(DelayedCall.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long number = MADE.incrementAndGet();
  private final long delayNanos;
  private final boolean periodic;
  private final Runnable function;
  private final CountDownLatch ended = new CountDownLatch(1);

  private @Nullable Boolean daemon;
  private @Nullable CallScheduler scheduler;
  private volatile State state = State.NEW;
  private long dueNanos;

  private DelayedCall(long delayNanos, boolean periodic, Runnable function) {
    this.delayNanos = delayNanos;
    this.periodic = periodic;
    this.function = Objects.requireNonNull(function, "function");
  }

  /**
   * A call, not yet started, that is made when the delay has passed since the start.
   *
   * @throws IllegalArgumentException if the delay is negative; zero calls at once
   */
  public static DelayedCall of(Duration delay, Runnable function) {
    return new DelayedCall(Deadline.toNanos(delay), false, function);
  }

  /**
   * A call, not yet started, that is made each time the period has passed, for the first time one period after the start,
   * until it is cancelled. Never twice at once: a call that takes longer than the period delays the next, and those that
   * were missed are left out.
   *
   * @throws IllegalArgumentException if the period is not positive
   */
  public static DelayedCall every(Duration period, Runnable function) {
    long nanos = Deadline.toNanos(period);
    if (nanos == 0) {
      throw new IllegalArgumentException("a period must be positive: " + period);
    }
    return new DelayedCall(nanos, true, function);
  }

  /**
   * Decides whether the program may end before the call is made; unless set, as the thread that starts it.
   *
   * @return this call
   * @throws IllegalStateException if it was started
   */
  public DelayedCall setDaemon(boolean daemon) {
    if (scheduler != null) {
      throw new IllegalStateException("cannot set daemon status of a started call: " + this);
    }
    this.daemon = daemon;
    return this;
  }

  /**
   * Begins to wait. A call that was cancelled before is not made, and has ended, as in Python.
   *
   * @return this call
   * @throws IllegalStateException if it was started before
   */
  public synchronized DelayedCall start() {
    if (scheduler != null) {
      throw new IllegalStateException("a call can only be started once: " + this);
    }
    boolean asDaemon = daemon == null ? Thread.currentThread().isDaemon() : daemon;
    scheduler = asDaemon ? CallScheduler.DAEMON : CallScheduler.USER;
    dueNanos = later(System.nanoTime(), delayNanos);
    if (STATE.compareAndSet(this, State.NEW, State.WAITING)) {
      scheduler.add(this);
    }
    return this;
  }

  /** Half of what a long holds: differences of nanoTime must not overflow, and 146 years are practically for ever. */
  private static long later(long now, long nanos) {
    return now + Math.min(nanos, Long.MAX_VALUE / 2);
  }

  /**
   * Prevents the call, if it has not begun; a periodic one is not made again. Does not stop a call that runs.
   *
   * @return whether this prevented a call: false if it was made, has begun (and is not periodic) or was cancelled before
   */
  public boolean cancel() {
    while (true) {
      State now = state;
      boolean possible =
          now == State.NEW || now == State.WAITING || (now == State.FIRING && periodic);
      if (!possible) {
        return false;
      }
      if (STATE.compareAndSet(this, now, State.CANCELLED)) {
        if (now != State.FIRING) { // otherwise the call that runs opens it
          ended.countDown();
        }
        CallScheduler known = scheduler;
        if (now == State.WAITING && known != null) {
          known.remove(this);
        }
        return true;
      }
    }
  }

  /** Whether it was cancelled. */
  public boolean isCancelled() {
    return state == State.CANCELLED;
  }

  /** Whether it was started, and is neither through nor cancelled. */
  public boolean isAlive() {
    return state == State.WAITING || state == State.FIRING;
  }

  /**
   * Waits until the call has been made and has ended, or is cancelled.
   *
   * @throws IllegalStateException if it was neither started nor cancelled
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public void join() throws InterruptedException {
    checkJoinable();
    ended.await();
  }

  /**
   * The same, but not longer than the timeout; zero only looks.
   *
   * @return whether the call has ended or is cancelled
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if it was neither started nor cancelled
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public boolean join(Duration timeout) throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    checkJoinable();
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  private void checkJoinable() {
    if (state == State.NEW) {
      throw new IllegalStateException("cannot join a call before it is started: " + this);
    }
  }

  /** Called by the scheduler when the time has come: whether the call is to be made. */
  boolean fire() {
    return STATE.compareAndSet(this, State.WAITING, State.FIRING);
  }

  /** Makes the call and reports its failure, then waits again if it is periodic. */
  void call() {
    try {
      function.run();
    } catch (Throwable thrown) { // a periodic call goes on, and the scheduler must learn of the end
      Hooks.report(Threads.current(), thrown);
    }
    if (periodic) {
      long missed = (System.nanoTime() - dueNanos) / delayNanos;
      dueNanos = later(dueNanos, (missed + 1) * delayNanos);
    }
    State next = periodic ? State.WAITING : State.DONE;
    if (STATE.compareAndSet(this, State.FIRING, next) && periodic) {
      Objects.requireNonNull(scheduler).add(this);
    } else {
      ended.countDown();
    }
  }

  long dueNanos() {
    return dueNanos;
  }

  /** Orders calls that are due at the same time. */
  long number() {
    return number;
  }

  @Override
  public String toString() {
    return "DelayedCall-" + number + "[" + state + (periodic ? ", periodic" : "") + "]";
  }
}
