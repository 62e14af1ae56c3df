package dev.ropewalk.async;

import dev.ropewalk.async.carrier.IdleWait;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** One main coroutine on a loop of its own, from the making of the loop to its closing. */
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

  // the baton holder's
  private int interruptsOfMain;

  private MainRun(EventLoop loop, Coroutine<T> body) {
    this.loop = loop;
    this.main = loop.createTask(body, null);
  }

  static <T extends @Nullable Object> T run(Coroutine<T> body, IdleWait idle, ThreadFactory threads)
      throws InterruptedException {
    EventLoop outer = EventLoop.runningOrNull();
    if (outer != null) {
      throw new IllegalStateException(
          "Async.run was called on "
              + outer
              + ", which is running already: start the coroutine with Async.createTask and await the task");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the main coroutine began");
    }
    EventLoop loop = new EventLoop(idle, threads);
    EventLoop.setRunning(loop);
    try {
      return new MainRun<>(loop, body).run();
    } finally {
      EventLoop.setRunning(null);
    }
  }

  private T run() throws InterruptedException {
    try {
      runUntilEnded(List.of(main));
    } finally {
      try {
        endLeftOvers();
      } finally {
        loop.close();
      }
    }
    if (main.isCancelled() && cancelledByInterruptsOnly()) {
      throw new InterruptedException("interrupted, and " + main.name() + " was cancelled by that");
    }
    if (interrupts > 0) {
      Thread.currentThread().interrupt();
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

  /** Cancels what main left behind and waits for it, again and again if that leaves something behind in turn. */
  private void endLeftOvers() {
    List<Task<?>> tasks = loop.pendingTasks();
    while (!tasks.isEmpty()) {
      tasks.forEach(Task::cancel);
      runUntilEnded(tasks);
      tasks.forEach(this::reportFailure);
      tasks = loop.pendingTasks();
    }
  }

  private void reportFailure(Task<?> leftOver) {
    if (leftOver.completion().outcome() instanceof Outcome.Failure<?> failure) {
      loop.report(
          new ErrorReport(
              leftOver.name() + " failed as it was cancelled, " + loop + " being shut down",
              failure.cause()));
    }
  }

  private void runUntilEnded(List<? extends Task<?>> tasks) {
    int[] pending = {tasks.size()};
    LoopAction oneEnded =
        () -> {
          if (--pending[0] == 0) {
            loop.dispatcher().stop();
          }
        };
    tasks.forEach(task -> task.completion().whenDone(oneEnded));
    loop.dispatcher().runUntilStopped(this::interrupted);
  }

  private boolean cancelledByInterruptsOnly() {
    return interruptsOfMain > 0 && interruptsOfMain == main.cancelRequests();
  }

  /** The loop's thread was interrupted: it need not hold the baton. */
  private void interrupted() {
    interrupts++;
    LoopAction cancel = this::cancelBecauseOfInterrupt;
    loop.post(cancel);
  }

  private void cancelBecauseOfInterrupt() {
    if (main.isDone()) {
      loop.pendingTasks().forEach(Task::cancel);
    } else {
      interruptsOfMain++;
      main.cancel();
    }
  }
}
