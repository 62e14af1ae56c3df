package dev.ropewalk.async;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** One main coroutine on a loop. */
final class MainRun<T extends @Nullable Object> {
  /*
   * Interrupts. The loop's thread may be interrupted at any time, also while a coroutine has the baton. It then does two
   * things that need no baton: it counts (interrupts is touched by this thread only) and posts a cancellation, which the
   * loop carries out in its next iteration. None is lost: each that was noticed ends in an InterruptedException or in the
   * thread's status being set again when the run ends; one that comes too late to be noticed leaves it set anyway.
   */

  private final EventLoop loop;
  private final Task<T> main;

  // the loop thread's
  private int interrupts;
  private boolean stopped;

  // the baton holder's
  private int interruptsOfMain;

  MainRun(EventLoop loop, Coroutine<T> body, TaskOptions options) {
    this.loop = loop;
    this.main = loop.createTask(body, options);
  }

  void runUntilEnded() {
    runUntilEnded(loop, List.of(main), this::interrupted);
    stopped = !main.isDone(); // however it ends when the loop is shut down
  }

  /** Runs the loop until these have ended. */
  static void runUntilEnded(EventLoop loop, List<? extends Task<?>> tasks, Runnable onInterrupt) {
    int[] pending = {tasks.size()};
    LoopAction oneEnded =
        () -> {
          if (--pending[0] == 0) {
            loop.dispatcher().stop();
          }
        };
    tasks.forEach(task -> task.completion().whenDone(oneEnded));
    try {
      loop.runUntilStopped(onInterrupt);
    } finally {
      tasks.forEach(task -> task.completion().forget(oneEnded)); // the loop was stopped
    }
  }

  /** Counts interrupts that were noticed after the main coroutine had ended. */
  void interruptedLater(int times) {
    interrupts += times;
  }

  T result() throws InterruptedException {
    if (!stopped && main.isCancelled() && cancelledByInterruptsOnly()) {
      throw new InterruptedException("interrupted, and " + main.name() + " was cancelled by that");
    }
    if (interrupts > 0) {
      Thread.currentThread().interrupt();
    }
    if (stopped) {
      throw new IllegalStateException(
          loop + " was stopped before " + main.name() + ", the main coroutine, ended");
    }
    try {
      return main.result();
    } catch (CancelledError e) {
      CancellationException exception =
          new CancellationException(main.name() + ", the main coroutine, was cancelled");
      exception.initCause(e);
      throw exception;
    }
  }

  private boolean cancelledByInterruptsOnly() {
    return interruptsOfMain > 0 && interruptsOfMain >= main.cancelling();
  }

  /** The loop's thread was interrupted: it need not hold the baton. */
  private void interrupted() {
    interrupts++;
    loop.post((LoopAction) this::cancelBecauseOfInterrupt);
  }

  private void cancelBecauseOfInterrupt() {
    if (!main.isDone()) {
      interruptsOfMain++;
      main.cancel();
    }
  }
}
