package dev.ropewalk.async;

import dev.ropewalk.async.carrier.Baton;
import dev.ropewalk.async.carrier.IdleWait;
import dev.ropewalk.threads.internal.Recordings;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Decides which thread of a loop goes on, and hands it the baton. */
final class Dispatcher {
  /*
   * There is no scheduler thread. Whoever holds the baton and has nothing more to do looks for the next ready entry
   * itself, and what it finds says where the baton goes:
   *
   *   work of the loop        runs right there; the search goes on
   *   a coroutine             its thread gets the baton; if it is the one that is searching, it simply goes on
   *   a callback              the loop's thread gets the baton and runs it, so that user code that isn't a coroutine
   *                           always runs on the thread that called run, as in asyncio
   *   nothing is ready        the loop's thread gets the baton and idles
   *   the last iteration is over   the loop's thread gets the baton and returns
   *
   * So two coroutines that take turns switch with one hand-off, and the loop's thread is woken only when there is something
   * for it to do.
   *
   * Invariants (of the holder; everything here is the holder's, and plain: see Baton):
   *   I1  A coroutine that has not ended is in exactly one of four places: running with the baton; in the ready queue,
   *       once; waiting on exactly one Completion that has not ended; or on its way from the ready queue to running.
   *       Therefore it is never resumed twice, and never while it runs.
   *   I2  current is the task whose coroutine runs, and null while a callback or work of the loop runs.
   *   I3  callback is set only on the way from the thread that found it to the loop's thread, which takes it at once.
   *   I4  A thread that has passed the baton on touches nothing here until it has the baton back. The thread of a
   *       coroutine that ended does not touch anything again, and ends.
   *
   * A task that begins eagerly is the exception to the search: its creator gives the baton to its thread and waits; the
   * first time that it suspends or ends, the baton goes back to the creator's thread and not where the search says. Creator
   * and task need not be in the ready queue for that: the creator is "running" in the sense of I1, as one whose call takes
   * long.
   *
   * Stack overflow. The search runs on top of whatever stack the suspending coroutine has, and must not overflow half way.
   * A coroutine that is resumed by a hand-off begins with a short stack again, since the JVM keeps its frames in the heap
   * and brings back only a few; one that goes on without a hand-off, because nothing else is ready, may recurse deeper and
   * deeper, suspending on each level. So the second suspension in a row without a hand-off first claims more stack than
   * the search needs: if that overflows, nothing has been changed yet. Not covered: a coroutine that recurses without
   * suspending and then does suspend within that distance of the end of its stack. Checked by StackOverflowTest.
   *
   * User code runs: a coroutine on its own thread, a callback on the loop's thread, each with the baton and without any
   * lock. No user code runs inside the search.
   */

  /** Enough for the search even when this is compiled and the search is interpreted. */
  private static final int FRAMES_TO_CLAIM = 200;

  private final Baton baton;
  private Thread loopThread;
  private final Schedule schedule;
  private final IdleWait idle;
  private final ThreadFactory threads;
  private final Progress progress = new Progress();

  private @Nullable Task<?> current;
  private @Nullable Task<?> wentOn;
  private @Nullable Handle callback;
  private boolean stopping;

  /** For JFR, of what runs; null while nobody records. */
  private @Nullable StepEvent step;

  /** For the calling thread as the loop's thread; it holds the baton. */
  Dispatcher(Schedule schedule, IdleWait idle, ThreadFactory threads) {
    this.loopThread = Thread.currentThread();
    this.baton = new Baton(loopThread);
    this.schedule = schedule;
    this.idle = idle;
    this.threads = threads;
  }

  /** Makes the calling thread the loop's thread. For a loop that nobody can run any more: see {@link UnclosedLoop}. */
  void takeOver() {
    baton.takeOver();
    loopThread = Thread.currentThread();
  }

  /** Whether the calling thread holds the baton, that is, whether it may touch anything of the loop. Any thread. */
  boolean isMine() {
    return baton.isMine();
  }

  @Nullable Task<?> current() {
    return current;
  }

  /** Ends {@link #runUntilStopped} after the current iteration, or the next one after its first. */
  void stop() {
    stopping = true;
  }

  /** To be called by a coroutine before it changes anything in order to suspend. */
  void prepareToSuspend(Task<?> self) {
    if (wentOn == self) {
      claimStack(FRAMES_TO_CLAIM);
    }
  }

  private static int claimStack(int frames) {
    return frames == 0 ? 0 : 1 + claimStack(frames - 1);
  }

  /**
   * Lets the others run. The caller is the coroutine of {@code self}, which has put itself in the ready queue or waits on a
   * completion.
   *
   * @return true if the caller is next itself; otherwise the baton is gone, and the caller waits for it at once
   */
  boolean leaveOrGoOn(Task<?> self) {
    current = null;
    Thread starter = self.takeStarter();
    if (starter != null) {
      handTo(starter);
      return false;
    }
    while (true) {
      Task<?> next = next();
      if (next == self) {
        current = self;
        wentOn = self;
        progress.nextStep(Progress.State.RUNNING);
        return true;
      }
      if (passTo(next)) {
        return false;
      }
    }
  }

  /** Runs a new task until it suspends or ends, and then goes on. The caller is a coroutine or callback. */
  void startEagerly(Task<?> task) {
    Task<?> creator = current;
    StepEvent creatorsStep = step;
    task.startedBy(Thread.currentThread());
    try {
      if (passTo(task)) {
        baton.awaitUninterruptibly();
        progress.begun();
      } else {
        var _ = task.takeStarter();
      }
    } finally {
      current = creator;
      step = creatorsStep;
    }
  }

  Baton baton() {
    return baton;
  }

  /** The calling thread was given the baton, and has just noticed. */
  void begun() {
    progress.begun();
  }

  void beginStep() {
    step = Recordings.any() ? StepEvent.begun() : null;
  }

  /**
   * @param what the task's name, or the callback
   */
  void endStep(Object what) {
    if (step != null) {
      step.ended(what);
      step = null;
    }
  }

  /** Lets the others run for good. The caller is the thread of a coroutine that has ended, and does nothing after this. */
  void leave(Task<?> self) {
    current = null;
    Thread starter = self.takeStarter();
    if (starter != null) {
      handTo(starter);
      return;
    }
    while (!passTo(next())) {}
  }

  /**
   * Runs the loop on its own thread until {@link #stop} was called and the iteration is over.
   *
   * @param onInterrupt runs for each interrupt of the loop's thread, perhaps without the baton
   */
  void runUntilStopped(Runnable onInterrupt) {
    if (stopping) {
      schedule.beginIteration();
    }
    try {
      runIterations(onInterrupt);
    } finally {
      stopping = false;
    }
  }

  private void runIterations(Runnable onInterrupt) {
    while (true) {
      if (Thread.interrupted()) {
        onInterrupt.run();
      }
      Task<?> next = next();
      if (next != null) {
        if (!passTo(next)) {
          continue;
        }
        baton.await(onInterrupt);
      }
      if (callback != null) {
        Handle found = callback;
        callback = null;
        progress.nextStep(Progress.State.RUNNING);
        beginStep();
        found.run();
        endStep(found);
      } else if (stopping) {
        progress.nextStep(Progress.State.IDLE);
        return;
      } else {
        progress.nextStep(Progress.State.IDLE);
        idle.await(schedule.nanosToNextTimer());
      }
    }
  }

  /** The task that is to run next; null if it is the loop thread's turn. */
  private @Nullable Task<?> next() {
    ReadyEntry entry;
    while ((entry = schedule.take(stopping)) != null) {
      switch (entry) {
        case Task<?> task -> {
          if (task.wantsToRun()) {
            return task;
          }
        }
        case LoopAction action -> action.run();
        case Handle handle -> {
          if (!handle.isCancelled()) {
            callback = handle;
            return null;
          }
        }
      }
    }
    return null;
  }

  /** False if the task's thread could not be started: then the task has failed, and the caller still has the baton. */
  private boolean passTo(@Nullable Task<?> next) {
    current = next;
    wentOn = null;
    if (next == null) {
      handTo(loopThread);
      return true;
    }
    Thread thread = next.thread();
    if (thread != null) {
      handTo(thread);
      return true;
    }
    progress.nextStep(Progress.State.HANDED);
    try {
      baton.passToNew(next.newThread(threads));
      return true;
    } catch (Throwable failure) {
      current = null;
      next.end(Outcome.thrown(failure));
      return false;
    }
  }

  private void handTo(Thread next) {
    progress.nextStep(Progress.State.HANDED);
    baton.pass(next);
  }

  Progress progress() {
    return progress;
  }

  /** The thread that has the baton or was given it. Any thread. */
  Thread holder() {
    return baton.holder();
  }
}
