package dev.ropewalk.executors.engine;

import dev.ropewalk.threads.DelayedCall;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** How long a body may run, and the timer that watches over it. */
final class TimeLimit {
  /*
   * call is touched by the engine only: between the start of the body and its end, which happens after the start. It is another
   * one when the body is run again.
   * exceeded is written by a timer, before its CAS to EXPIRING publishes it; read only in that state or a later one, so that
   * everyone who asks sees the same exception. A timer that was stopped too late, for a body that was lost, may call while the
   * next attempt's timer does: both write the same text, and who asks sees one of the two.
   */
  private final Duration limit;
  private @Nullable DelayedCall call;
  private @Nullable TimeoutException exceeded;

  private TimeLimit(Duration limit) {
    this.limit = limit;
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

  /** The time is over. */
  void expire() {
    exceeded = new TimeoutException("the task ran for longer than its limit of " + limit);
  }

  /** What the task fails with. */
  TimeoutException exceeded() {
    return Objects.requireNonNull(exceeded, "set before the CAS to EXPIRING");
  }
}
