package dev.ropewalk.async;

import dev.ropewalk.threads.Context;
import java.time.Duration;

/** A callback that a loop is going to run at a certain time. Python's {@code asyncio.TimerHandle}. */
public final class TimerHandle extends Handle {

  private final Timer timer;

  TimerHandle(EventLoop loop, Runnable callback, Context context, long when) {
    super(loop, callback, context);
    this.timer = new Timer(when, this);
  }

  /** When the callback is due, by the clock of {@link EventLoop#time}. */
  public Duration when() {
    return Duration.ofNanos(timer.when());
  }

  /** Prevents the callback from running, and lets the loop forget the timer; otherwise as {@link Handle#cancel}. */
  @Override
  public void cancel() {
    if (isCancelled()) {
      return;
    }
    super.cancel();
    loop().doSoon(() -> loop().schedule().dropped(timer));
  }

  Timer timer() {
    return timer;
  }
}
