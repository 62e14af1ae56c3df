package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssertAlternative;

/** What coroutines of several tests do, and what is expected of them. */
final class Bodies {

  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration HOUR = Duration.ofHours(1);

  private Bodies() {}

  /** Lets all tasks made so far begin. */
  static void letOthersRun() {
    Async.sleep(Duration.ZERO);
  }

  /** Returns the value so many seconds later. */
  static <T> T after(int seconds, T value) {
    Async.sleep(Duration.ofSeconds(seconds));
    return value;
  }

  static void fail(String message) {
    throw new IllegalStateException(message);
  }

  static int failAfter(int seconds, String message) {
    Async.sleep(Duration.ofSeconds(seconds));
    throw new IllegalStateException(message);
  }

  /** Sleeps until that is cancelled, does this, and lets the cancellation pass. */
  static void sleepUntilCancelled(Runnable cleanUp) {
    try {
      Async.sleep(HOUR);
    } catch (CancelledError e) {
      cleanUp.run();
      throw e;
    }
    throw new AssertionError("was not cancelled");
  }

  /** Refuses to be cancelled, and returns the value instead. */
  static <T> T refuse(T value) {
    try {
      Async.sleep(HOUR);
    } catch (CancelledError e) {
      return value;
    }
    throw new AssertionError("was not cancelled");
  }

  /** Waits for it, and expects to be told that it was cancelled. */
  static ThrowableAssertAlternative<CancelledError> assertCancelled(Awaitable<?> awaitable) {
    return assertThatExceptionOfType(CancelledError.class).isThrownBy(awaitable::await);
  }

  /** The task goes on as if nothing had been: nobody wants it to stop, and no timer is left. */
  static void assertNoTraces() {
    assertThat(Async.currentTask().orElseThrow().cancelling()).isZero();
    Async.sleep(Duration.ZERO); // no cancellation is left
    assertThat(EventLoop.running().schedule().timers()).isZero();
  }
}
