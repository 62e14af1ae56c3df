package dev.ropewalk.multiprocess;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way a task is cancelled while a worker process runs it: interrupts the body, and kills the process if the body does not
 * end in time. One for each task.
 *
 * <p>No interrupt and no kill that was meant for a task reaches the next one. A canceller trips the switch between making its
 * future cancelled and letting go of it; the thread that serves the worker ends the future first, which waits for that, and
 * asks {@link #isTripped} afterwards. So if the cancel was in time the switch is seen tripped. Then either {@link #spare} is
 * in time too, and there will be no kill, or the process is being killed and gets no other task. KillSwitchJCStress checks
 * this.
 */
final class KillSwitch implements Runnable {

  /** What is switched off. Both are called at most once. */
  interface Target {
    /** Asks the body to end. */
    void interrupt();

    /** Ends the process. */
    void kill();
  }

  private static final int ARMED = 0;
  private static final int TRIPPED = 1;
  private static final int SPARED = 2;
  private static final int KILLED = 3;

  private final Target target;
  private final Duration grace;
  private final AtomicInteger state = new AtomicInteger(ARMED);

  /** Written by who cancels, before it lets go of the future; read after that. */
  private @Nullable Future<?> timer;

  KillSwitch(Target target, Duration grace) {
    this.target = target;
    this.grace = grace;
  }

  /** Cancels the task. Called at most once. */
  @Override
  public void run() {
    state.set(TRIPPED);
    if (grace.isZero()) {
      kill();
      return;
    }
    boolean timed = false;
    try {
      target.interrupt();
      timer = KillTimer.in(grace, this::kill);
      timed = true;
    } finally {
      if (!timed) { // out of threads
        kill();
      }
    }
  }

  /** The body had its time. */
  void kill() {
    if (state.compareAndSet(TRIPPED, KILLED)) {
      target.kill();
    }
  }

  boolean isTripped() {
    return state.get() != ARMED;
  }

  /** Whether the body had its time, and its process is to be killed if it is there. */
  boolean isOver() {
    return state.get() == KILLED;
  }

  /** The body of a cancelled task has ended; whether its process will live. */
  boolean spare() {
    if (timer != null) {
      boolean _ = timer.cancel(false);
    }
    return state.compareAndSet(TRIPPED, SPARED);
  }
}
