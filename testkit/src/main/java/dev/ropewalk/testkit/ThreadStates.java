package dev.ropewalk.testkit;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for what another thread does by looking at its state, never by sleeping for a guessed time. */
public final class ThreadStates {

  private static final EnumSet<Thread.State> BLOCKED =
      EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private ThreadStates() {}

  /** Returns once the thread is parked or blocked; fails after {@link Delays#LONG}. */
  public static void awaitBlocked(Thread thread) {
    awaitTrue(thread + " to block", () -> BLOCKED.contains(thread.getState()));
  }

  /** How often a platform thread has waited or parked; its state alone doesn't tell a second time from the first. */
  public static long waits(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId()).getWaitedCount();
  }

  /** Returns once the condition holds; fails after {@link Delays#LONG}. */
  public static void awaitTrue(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .atMost(Delays.LONG)
        .until(condition);
  }

  /** Returns once the thread has ended; fails after {@link Delays#LONG}. */
  public static void awaitEnded(Thread thread) throws InterruptedException {
    if (!thread.join(Delays.LONG)) {
      throw new AssertionError(thread + " did not end within " + Delays.LONG);
    }
  }
}
