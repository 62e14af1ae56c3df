package dev.ropewalk.async;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A limit to the time that a block of code takes, which can be moved while the block runs. Python's {@code
 * asyncio.Timeout}, the value of {@code asyncio.timeout} and {@code timeout_at}. Python's {@code async with} block is the
 * body given to {@link #within}: a Java {@code try} can't change what its body throws.
 *
 * <p>When the time is over, the task whose coroutine runs the body is cancelled, and the {@link CancelledError} that comes
 * out of the body becomes a {@link TimeoutException}; unless somebody else asked for a cancellation, too, which then goes on
 * as one. The cancellation comes at a suspension point as every other: a body that does not suspend is not stopped, and
 * one that ends in time is not told. Timeouts nest.
 *
 * <p>A timeout is for one block. Its methods are for coroutines and callbacks of its loop; {@link #when} and {@link
 * #isExpired} may be asked afterwards.
 */
public final class Timeout {

  private enum State {
    CREATED("has not begun"),
    ACTIVE("is active"),
    EXPIRING("is expiring"),
    EXPIRED("has expired"),
    FINISHED("is finished");

    private final String words;

    State(String words) {
      this.words = words;
    }
  }

  private State state = State.CREATED;
  private @Nullable Duration when;
  private @Nullable Duration delay;
  private @Nullable Task<?> task;
  private @Nullable Expiry expiry;

  private Timeout(@Nullable Duration delay, @Nullable Duration when) {
    this.delay = delay;
    this.when = when;
  }

  /**
   * A limit that lies this long after the beginning of the block. Zero is over at the first suspension.
   *
   * @throws IllegalArgumentException if the delay is negative; Python takes that as being over
   */
  public static Timeout after(Duration delay) {
    Times.toNanos(delay);
    return new Timeout(delay, null);
  }

  /** A limit at this time of the loop's clock ({@link EventLoop#time}), which may be in the past. */
  public static Timeout at(Duration when) {
    return new Timeout(null, Objects.requireNonNull(when, "when"));
  }

  /** No limit, for the moment: {@link #reschedule} sets one. Python's {@code timeout(None)}. */
  public static Timeout never() {
    return new Timeout(null, null);
  }

  /**
   * Runs the body in the calling coroutine, within the limit.
   *
   * @return what the body returned; what it threw comes out unchanged, but for the cancellation that is this timeout's. If
   *     the body, being cancelled by this timeout, throws something else, that comes out with the {@link TimeoutException}
   *     as suppressed exception
   * @throws TimeoutException if the time was over before the body ended; the {@link CancelledError} is its cause
   * @throws IllegalStateException if this timeout was used before
   * @throws WrongThreadException if the caller is not a coroutine
   */
  public <R extends @Nullable Object, X extends Throwable> R within(
      ScopedValue.CallableOp<? extends R, X> body) throws X, TimeoutException {
    Objects.requireNonNull(body, "body");
    Task<?> caller = CurrentLoop.taskFor("Timeout.within");
    if (state != State.CREATED) {
      throw new IllegalStateException(
          "this timeout " + state.words + ": it is for one block, make another one");
    }
    int requests = caller.cancelling();
    task = caller;
    state = State.ACTIVE;
    if (delay != null) {
      when = Duration.ofNanos(caller.loop().schedule().after(Times.toNanos(delay)));
    }
    arm();
    R result;
    try {
      result = body.call();
    } catch (Throwable thrown) {
      if (exit(caller, requests)) {
        throw translated(thrown);
      }
      throw thrown;
    }
    exit(caller, requests);
    return result;
  }

  /** The same for a body without a result. */
  public void within(Runnable body) throws TimeoutException {
    Objects.requireNonNull(body, "body");
    this.<@Nullable Void, RuntimeException>within(
        () -> {
          body.run();
          return null;
        });
  }

  /** Ends the block; true if it was cancelled by this timeout and by nobody else. */
  private boolean exit(Task<?> caller, int requestsBefore) {
    disarm();
    if (state != State.EXPIRING) {
      state = State.FINISHED;
      return false;
    }
    state = State.EXPIRED;
    return caller.uncancel() <= requestsBefore;
  }

  /** A timeout instead of a cancellation; something else takes the timeout along. */
  @SuppressWarnings("unchecked")
  private <X extends Throwable> TimeoutException translated(Throwable thrown) throws X {
    TimeoutException timeout = new TimeoutException("the time was over at " + when);
    if (thrown instanceof CancelledError) {
      timeout.initCause(thrown);
      return timeout;
    }
    thrown.addSuppressed(timeout);
    throw (X) thrown; // the body threw it, so the caller expects it
  }

  /**
   * Moves the limit to this time of the loop's clock.
   *
   * @throws IllegalStateException if the block is not running, or its time is over already
   */
  public void reschedule(Duration newWhen) {
    change(Objects.requireNonNull(newWhen, "when"));
  }

  /**
   * Takes the limit away. Python's {@code reschedule(None)}.
   *
   * @throws IllegalStateException if the block is not running, or its time is over already
   */
  public void remove() {
    change(null);
  }

  private void change(@Nullable Duration newWhen) {
    if (state != State.ACTIVE || task == null) {
      throw new IllegalStateException(
          "the limit can't be changed, since this timeout " + state.words);
    }
    task.loop().checkOnLoop("reschedule of a timeout");
    disarm();
    when = newWhen;
    arm();
  }

  /** The limit on the loop's clock; empty if there is none, or if it counts from a beginning that has not been. */
  public Optional<Duration> when() {
    return Optional.ofNullable(when);
  }

  /** Whether the time was over before the block ended. */
  public boolean isExpired() {
    return state == State.EXPIRING || state == State.EXPIRED;
  }

  private void arm() {
    if (when != null && task != null) {
      Schedule schedule = task.loop().schedule();
      long nanos = Times.saturatedNanos(when);
      expiry = new Expiry(task, nanos);
      if (nanos <= schedule.now()) {
        schedule.add(expiry); // over already, so before whatever becomes ready from now on
      } else {
        schedule.add(expiry.timer);
      }
    }
  }

  private void disarm() {
    if (expiry != null && task != null) {
      expiry.off = true;
      task.loop().schedule().dropped(expiry.timer);
      expiry = null;
    }
  }

  /** The moment in which the time is over. */
  private final class Expiry implements LoopAction {
    private final Task<?> target;
    private final Timer timer;
    private boolean off;

    Expiry(Task<?> target, long nanos) {
      this.target = target;
      this.timer = new Timer(nanos, this);
    }

    @Override
    public void run() {
      if (!off) {
        expiry = null;
        state = State.EXPIRING;
        target.requestCancel(null);
      }
    }

    @Override
    public boolean isDropped() {
      return off;
    }
  }

  @Override
  public String toString() {
    return "Timeout[" + state.words + (when == null ? "" : ", " + when) + "]";
  }
}
