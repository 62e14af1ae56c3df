package dev.ropewalk.multiprocess;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Kills processes in time, on a platform thread of its own: virtual threads, which a {@link dev.ropewalk.threads.DelayedCall} runs
 * on, wait while tasks of this JVM hold all processors, and those may be why somebody wants another process dead.
 */
final class KillTimer {

  private static final long IDLE_SECONDS = 10;

  private static final ScheduledThreadPoolExecutor TIMER =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().name("ropewalk-kill-timer").daemon().unstarted(task));

  static {
    TIMER.setRemoveOnCancelPolicy(true);
    TIMER.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    TIMER.allowCoreThreadTimeOut(true);
  }

  private KillTimer() {}

  /** Calls this, which takes no time, after so long. */
  static Future<?> in(Duration delay, Runnable kill) {
    return TIMER.schedule(kill, Deadline.toNanos(delay), TimeUnit.NANOSECONDS);
  }
}
