package dev.ropewalk.async;

import dev.ropewalk.async.carrier.IdleWait;
import dev.ropewalk.async.carrier.LoopAccess;
import dev.ropewalk.async.carrier.SelectorIdle;
import dev.ropewalk.threads.Context;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs several main coroutines, one after the other, on one event loop and in one context. Python's {@code asyncio.Runner};
 * {@link Async#run} is a runner for a single one. Tasks that a main coroutine leaves behind stand still between two runs and
 * go on in the next; {@link #close} cancels and awaits those that are left.
 *
 * <p>The loop belongs to the thread that makes the runner, which is the one that calls {@code run} and {@code close}, as in
 * Python, where the first {@code run} makes it. The context is a copy of the current one at that moment; what a main
 * coroutine sets in it is there in the next.
 *
 * <p>Interruption of {@code run}, also by Ctrl-C, is as in {@link Async#run}; {@code close} leaves Ctrl-C as it is.
 *
 * <p>A runner that is dropped without being closed is logged when it is collected, with the tasks that have not ended and what
 * they wait for. Then they are cancelled and awaited and the loop is closed as by {@link #close}, by a daemon thread that takes
 * the place of the loop's own. (Python closes the coroutines, which can't suspend any more then.) It is not collected as long as a task that has not ended refers to
 * it: the JVM holds on to the threads of coroutines.
 */
public final class Runner implements AutoCloseable {

  static final ThreadFactory COROUTINE_THREADS =
      Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();

  static {
    LoopAccess.install(
        new LoopAccess() {
          @Override
          protected AutoCloseable runner(IdleWait idle, @Nullable Long seed) {
            return new Runner(idle, seed == null ? null : new Permuter(seed));
          }

          @Override
          protected List<String> waitsOf(Object loop) {
            return AwaitChains.of((EventLoop) loop);
          }
        });
  }

  private final EventLoop loop;
  private final Context context = Context.copyContext();

  /** A runner with a new loop, in debug mode if the system property {@code ropewalk.async.debug} is true. */
  public Runner() {
    this(Boolean.getBoolean("ropewalk.async.debug"));
  }

  /** A runner with a new loop, in debug mode or not. */
  public Runner(boolean debug) {
    this(new SelectorIdle(), COROUTINE_THREADS);
    loop.setDebug(debug);
  }

  Runner(IdleWait idle, ThreadFactory threads) {
    this(new EventLoop(idle, threads));
  }

  private Runner(IdleWait idle, @Nullable Permuter permuter) {
    this(new EventLoop(idle, COROUTINE_THREADS, permuter));
  }

  private Runner(EventLoop loop) {
    this.loop = loop;
    loop.closeWith(UnseenFailure.CLEANER.register(this, new UnclosedLoop(loop)));
  }

  /**
   * Runs a main coroutine on the loop and returns its value; blocks until it ends, and leaves other tasks as they are.
   *
   * @throws CompletionException if the coroutine failed, with what it threw as cause
   * @throws CancellationException if it ended cancelled other than by an interrupt
   * @throws InterruptedException if it was cancelled by an interrupt, as {@link Async#run} explains
   * @throws IllegalStateException if the runner is closed, or an event loop runs on this thread
   * @throws WrongThreadException if the runner was made by another thread
   */
  public <T extends @Nullable Object> T run(Coroutine<T> main) throws InterruptedException {
    return run(context, main);
  }

  /** Runs a main coroutine that returns nothing; otherwise as {@link #run(Coroutine)}. */
  public void run(CoroutineAction main) throws InterruptedException {
    run(Async.returningNull(main));
  }

  /** The same, with the main coroutine running in another context than the runner's. */
  public <T extends @Nullable Object> T run(Context other, Coroutine<T> main)
      throws InterruptedException {
    try {
      MainRun<T> run = start(other, main);
      try (InterruptSignal _ = InterruptSignal.interruptsMainThread()) {
        run.runUntilEnded();
      }
      return run.result();
    } finally {
      Reference.reachabilityFence(this); // see UnclosedLoop
    }
  }

  /**
   * Runs the loop until {@link EventLoop#stop} is called, in a callback or coroutine that was scheduled before or from another
   * thread; blocks until then. Tasks that have not ended stand still afterwards. Python's {@code run_forever}.
   *
   * @throws InterruptedException if the thread is interrupted, by Ctrl-C for instance; no task is cancelled by that
   * @throws IllegalStateException if the runner is closed, or an event loop runs on this thread
   * @throws WrongThreadException if the runner was made by another thread
   */
  public void runForever() throws InterruptedException {
    checkMayRun("runForever", "the loop ran");
    boolean[] interrupted = {false}; // this thread's
    try (InterruptSignal _ = InterruptSignal.interruptsMainThread()) {
      loop.runUntilStopped(
          () -> {
            interrupted[0] = true;
            loop.post((LoopAction) loop.dispatcher()::stop);
          });
    } finally {
      Reference.reachabilityFence(this); // see UnclosedLoop
    }
    if (interrupted[0]) {
      throw new InterruptedException("interrupted while " + loop + " ran");
    }
  }

  private void checkMayRun(String what, String before) throws InterruptedException {
    checkNotRunning();
    loop.checkOnLoop(what);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before " + before);
    }
  }

  <T extends @Nullable Object> MainRun<T> start(Context inContext, Coroutine<T> main)
      throws InterruptedException {
    Objects.requireNonNull(main, "main");
    checkMayRun("run", "the main coroutine began");
    return new MainRun<>(loop, main, TaskOptions.DEFAULT.in(inContext));
  }

  static void checkNotRunning() {
    EventLoop outer = CurrentLoop.loopOrNull();
    if (outer != null) {
      throw new IllegalStateException(
          "a run was started on "
              + outer
              + ", which is running already: start the coroutine with Async.createTask and await the task");
    }
  }

  /**
   * The loop, for calls between two runs: what is scheduled then happens in the next one. Python's {@code get_loop}.
   *
   * @throws IllegalStateException if the runner is closed
   */
  public EventLoop loop() {
    loop.checkOnLoop("loop");
    return loop;
  }

  /**
   * Cancels the tasks that are left, waits for them and for those they leave in turn, and closes the loop with the channels
   * that are still open on it. Callbacks that are ready run before, and so do those they add, to the fourth generation, as in
   * Python. The default executor is shut down, and what was handed to it awaited, up to five minutes. A failure of one of them goes to the loop's exception handler. An interrupt meanwhile cancels
   * them once more and is kept. Does nothing the second time.
   *
   * @throws IllegalStateException if an event loop runs on this thread, whichever; the runner stays open
   * @throws WrongThreadException if the runner was made by another thread
   */
  @Override
  public void close() {
    if (loop.isClosed()) {
      return;
    }
    try {
      if (endLeftOvers() > 0) {
        Thread.currentThread().interrupt();
      }
    } finally {
      Reference.reachabilityFence(this); // see UnclosedLoop
    }
  }

  /**
   * Does the work of close, with the checks but without the interrupt.
   *
   * @return how often the thread was interrupted
   */
  int endLeftOvers() {
    loop.checkOnLoop("close");
    EventLoop outer = CurrentLoop.loopOrNull();
    if (outer != null) {
      throw new IllegalStateException(
          "close of "
              + this
              + " was called on "
              + outer
              + ", which is running: call it afterwards");
    }
    return new LeftOvers(loop).endAndClose();
  }

  @Override
  public String toString() {
    return "Runner[" + loop + "]";
  }
}
