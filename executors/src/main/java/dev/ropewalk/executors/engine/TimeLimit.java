package dev.ropewalk.executors.engine;

import dev.ropewalk.threads.DelayedCall;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** How long a body may run, and the timer that watches over it. */
final class TimeLimit {
  /*
   * call is touched by the engine only: between the start of the body and its end, which happens after the start.
   * The exception is made once, by the submitter, so that everyone who asks sees the same; it has no stack trace, since it
   * was thrown nowhere.
   */
  private final Duration limit;
  private final TimeoutException exceeded;
  private @Nullable DelayedCall call;

  private TimeLimit(Duration limit) {
    this.limit = limit;
    this.exceeded = new LimitExceeded("the task ran for longer than its limit of " + limit);
  }

  static TimeLimit shorter(@Nullable TimeLimit before, Duration limit) {
    return before != null && before.limit.compareTo(limit) <= 0 ? before : new TimeLimit(limit);
  }

  /** Begins to count. The timer keeps no program alive; the body does if it is to. */
  void start(Runnable expire) {
    call = DelayedCall.of(limit, expire).setDaemon(true).start();
  }

  void cancel() {
    if (call != null) {
      boolean _ = call.cancel();
    }
  }

  /** What the task fails with. */
  TimeoutException exceeded() {
    return exceeded;
  }

  private static final class LimitExceeded extends TimeoutException {
    private static final long serialVersionUID = 1;

    LimitExceeded(String message) {
      super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }
}
