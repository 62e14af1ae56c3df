package dev.ropewalk.async;

import java.time.Duration;
import java.util.List;

/**
 * What is left on a loop when the last main coroutine has ended. Callbacks that are ready then still run, and what they add, for
 * as many iterations as in CPython, which runs the loop for a gather of the cancelled tasks, for a coroutine that ends
 * asynchronous generators and for one that ends the default executor. For the loop's thread.
 */
final class LeftOvers {

  private static final Duration EXECUTOR_TIMEOUT = Duration.ofMinutes(5); // as in CPython

  /** One in which it ends, one in which the loop is told. */
  private static final int ITERATIONS_OF_A_COROUTINE = 2;

  private final EventLoop loop;
  private int interrupts; // the loop thread's

  LeftOvers(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Ends all of it, and closes the loop.
   *
   * @return how often the thread was interrupted
   */
  int endAndClose() {
    try {
      if (cancelTasks()) {
        runIterations(1);
      }
      runIterations(ITERATIONS_OF_A_COROUTINE);
      endExecutor();
      cancelTasks(); // made by callbacks since
    } finally {
      loop.close();
    }
    return interrupts;
  }

  /** Returns once none is left; false if none was. */
  private boolean cancelTasks() {
    List<Task<?>> tasks = loop.tasks().pending();
    boolean any = !tasks.isEmpty();
    while (!tasks.isEmpty()) {
      tasks.forEach(Task::cancel);
      MainRun.runUntilEnded(loop, tasks, this::interrupted);
      tasks.forEach(this::reportFailure);
      tasks = loop.tasks().pending();
    }
    return any;
  }

  private void runIterations(int count) {
    for (int i = 0; i < count; i++) {
      loop.dispatcher().stop();
      loop.runUntilStopped(this::interrupted);
    }
  }

  private void endExecutor() {
    if (!loop.defaultExecutor().isThere()) {
      runIterations(ITERATIONS_OF_A_COROUTINE);
      return;
    }
    Task<Boolean> shutdown =
        loop.tasks()
            .start(
                () -> loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT),
                TaskOptions.named("the end of the default executor"));
    while (!shutdown.isDone()) { // a callback may stop the loop
      MainRun.runUntilEnded(loop, List.of(shutdown), this::interrupted);
    }
  }

  private void interrupted() {
    interrupts++;
    loop.post((LoopAction) () -> loop.tasks().pending().forEach(Task::cancel));
  }

  private void reportFailure(Task<?> leftOver) {
    if (leftOver.completion().outcome() instanceof Outcome.Failure<?> failure) {
      leftOver.completion().retrieved();
      loop.report(
          new ErrorReport(
              leftOver.name() + " failed as it was cancelled, " + loop + " being shut down",
              failure.cause(),
              leftOver.createdAt()));
    }
  }
}
