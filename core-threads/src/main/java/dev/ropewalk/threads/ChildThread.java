package dev.ropewalk.threads;

import dev.ropewalk.threads.internal.Deadline;
import dev.ropewalk.threads.internal.natives.NativeCalls;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread that keeps its result: {@code threading.Thread}.
 *
 * <p>Made with {@link #of(Callable)} or {@link #of(Runnable)}, named and made a daemon if wanted, {@linkplain #start()
 * started} once, and {@linkplain #join() joined} any number of times by anyone.
 *
 * <p>Differences from Python. {@link #result()} gives what the body returned or throws what it threw; Python's thread
 * forgets both. A failure goes to the thread's uncaught exception handler as well, as Python's goes to {@code
 * threading.excepthook}, so none is lost when nobody asks. A child inherits daemon status from the thread that makes it,
 * in both. Arguments are captured by the lambda instead of passed as {@code args}.
 *
 * <p>The JVM ends when its main thread and all other non-daemon threads have ended; daemon threads are stopped where they
 * are, as in Python.
 *
 * <p>Memory consistency effects: actions before {@link #start()} happen-before the body; the body happens-before a return
 * from {@link #join()}, a true from {@link #join(Duration)}, and {@link #result()}.
 *
 * @param <T> what the body returns
 */
public final class ChildThread<T extends @Nullable Object> {
  /*
   * name, daemon status and whether it was started live in the JDK's thread, which guards them itself: of several racing
   * starts its lock lets one through, and its state leaves NEW before that start returns, so a join that sees another
   * state waits. value and failure are plain: written by the child, read after Thread.join, and all actions of a thread
   * happen-before a successful return from a join on it. nativeId is volatile: it is read while the child runs.
   */
  private static final AtomicLong MADE = new AtomicLong();

  private final Callable<T> body;
  private final Thread thread;

  private volatile OptionalLong nativeId = OptionalLong.empty();
  private @Nullable T value;
  private @Nullable Throwable failure;

  private ChildThread(Callable<T> body) {
    this.body = body;
    this.thread =
        Thread.ofPlatform().name("ChildThread-" + MADE.incrementAndGet()).unstarted(this::runBody);
  }

  /** A thread, not yet started, whose body has a result. */
  public static <T extends @Nullable Object> ChildThread<T> of(Callable<T> body) {
    return new ChildThread<>(body);
  }

  /** A thread, not yet started, whose result is null. */
  public static ChildThread<@Nullable Void> of(Runnable body) {
    Callable<@Nullable Void> callable =
        () -> {
          body.run();
          return null;
        };
    return new ChildThread<>(callable);
  }

  private void runBody() {
    nativeId = NativeCalls.threadId();
    try {
      value = body.call();
    } catch (Throwable thrown) { // whatever it is, it belongs to whoever asks for the result
      failure = thrown;
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }
  }

  /**
   * Sets the name, {@code ChildThread-N} unless set; names need not be unique. May be changed while the thread runs.
   *
   * @return this thread
   */
  public ChildThread<T> setName(String name) {
    thread.setName(name);
    return this;
  }

  /** The name. */
  public String getName() {
    return thread.getName();
  }

  /**
   * Decides whether the JVM may end while this thread runs. Unless set, as the thread that made this one.
   *
   * @return this thread
   * @throws IllegalStateException if the thread was started, as Python's {@code RuntimeError}
   */
  public ChildThread<T> setDaemon(boolean daemon) {
    if (isStarted()) {
      throw new IllegalStateException("cannot set daemon status of a started thread: " + this);
    }
    thread.setDaemon(daemon);
    return this;
  }

  /** Whether the JVM may end while this thread runs. */
  public boolean isDaemon() {
    return thread.isDaemon();
  }

  /**
   * Begins to run the body in a new thread.
   *
   * @return this thread, so that making, starting and keeping it is one expression
   * @throws IllegalStateException if the thread was started before: a thread runs once
   */
  public ChildThread<T> start() {
    try {
      thread.start();
    } catch (IllegalThreadStateException e) {
      throw new IllegalStateException("threads can only be started once: " + this, e);
    }
    return this;
  }

  private boolean isStarted() {
    return thread.getState() != Thread.State.NEW;
  }

  /**
   * Waits until the body has ended.
   *
   * @throws IllegalStateException if the thread was not started, or is the calling thread, which would wait forever
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public void join() throws InterruptedException {
    checkJoinable();
    thread.join();
  }

  /**
   * Waits until the body has ended, but not longer than the timeout; zero only looks.
   *
   * @return whether the body has ended; Python's {@code join} leaves that to {@code is_alive}
   * @throws IllegalArgumentException if the timeout is negative (Python treats it as zero)
   * @throws IllegalStateException if the thread was not started, or is the calling thread
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public boolean join(Duration timeout) throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    checkJoinable();
    return thread.join(Duration.ofNanos(nanos));
  }

  private void checkJoinable() {
    if (!isStarted()) {
      throw new IllegalStateException("cannot join a thread before it is started: " + this);
    }
    if (thread == Thread.currentThread()) {
      throw new IllegalStateException("a thread cannot join itself: " + this);
    }
  }

  /**
   * Joins, then gives what the body returned.
   *
   * @throws ExecutionException if the body threw, with what it threw as the cause
   * @throws IllegalStateException if the thread was not started, or is the calling thread
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  @SuppressWarnings("NullAway") // value is a T once the body has returned
  public T result() throws InterruptedException, ExecutionException {
    join();
    if (failure != null) {
      throw new ExecutionException(failure);
    }
    return value;
  }

  /** Whether the thread has been started and its body has not ended. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** Interrupts the body: a blocking call in it throws {@link InterruptedException}. Python has no counterpart. */
  public void interrupt() {
    thread.interrupt();
  }

  /** A positive number that no other thread of this JVM ever has; known before the start, unlike Python's. */
  public long ident() {
    return thread.threadId();
  }

  /** The operating system's id of the thread; empty before it runs, and on systems other than Linux. */
  public OptionalLong nativeId() {
    return nativeId;
  }

  @Override
  public String toString() {
    String state = thread.isAlive() ? "started" : isStarted() ? "stopped" : "initial";
    return "ChildThread[" + getName() + ", " + state + (isDaemon() ? ", daemon" : "") + "]";
  }
}
