package dev.ropewalk.threads;

import dev.ropewalk.threads.internal.Deadline;
import dev.ropewalk.threads.internal.Recordings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that keeps its result: {@code threading.Thread}.
 *
 * <p>Made with {@link #of(Callable)} on a platform thread or {@link #ofVirtual(Callable)} on a virtual one, named and made a
 * daemon if wanted, {@linkplain #start() started} once, and {@linkplain #join() joined} any number of times by anyone.
 *
 * <p>Differences from Python. {@link #result()} gives what the body returned or throws what it threw; Python's thread
 * forgets both. A failure goes to the {@link ExceptionHook} as well, as Python's goes to {@code threading.excepthook}, so
 * none is lost when nobody asks. A child inherits daemon status from the thread that makes it, in both. Arguments are
 * captured by the lambda instead of passed as {@code args}, and there is nothing to subclass.
 *
 * <p>The body starts with no {@link ContextVar} set, or in the context given by {@link #setContext}, as in Python 3.14.
 *
 * <p>The JVM ends when its main thread and all other non-daemon threads have ended; daemon threads, and all virtual ones,
 * are stopped where they are, as in Python.
 *
 * <p>{@link Threads} shows threads that were not started through this class as placeholders. Those have no result and, the
 * main thread apart, cannot be joined.
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
   * happen-before a successful return from a join on it. nativeId is volatile: it is read while the child runs. context is
   * plain: written before the start, read by the child. atEnd is plain: the child's own.
   *
   * Start: the registry lets one of several racing starts through, then the JDK's thread does (ThreadRegistry says why the
   * order matters). A start that the operating system refuses leaves the JDK's thread NEW; it is taken off the registry.
   *
   * End, on the child itself: result or failure is stored, cleanups run, the failure is reported, then the child leaves the
   * registry, then the JDK's thread ends and releases the joins.
   */
  static final ThreadRegistry REGISTRY = new ThreadRegistry(MainThread.find());

  private static final AtomicLong MADE = new AtomicLong();

  /** Null for a placeholder. */
  private final @Nullable Callable<T> body;

  private final BiConsumer<ChildThread<?>, Throwable> failureSink;
  private final Thread thread;

  /** The ident as the registry takes it, made once: see runBody. */
  final Long key;

  private @Nullable Context context;
  private volatile long nativeId; // 0 if unknown
  private @Nullable List<Runnable> atEnd;
  private @Nullable T value;
  private @Nullable Throwable failure;

  private ChildThread(
      Thread.Builder builder, Callable<T> body, BiConsumer<ChildThread<?>, Throwable> failureSink) {
    this.body = Objects.requireNonNull(body, "body");
    this.failureSink = failureSink;
    this.thread = builder.name("ChildThread-" + MADE.incrementAndGet()).unstarted(this::runBody);
    this.key = thread.threadId();
  }

  private ChildThread(Thread existing) {
    this.body = null;
    this.failureSink = Hooks::report;
    this.thread = existing;
    this.key = existing.threadId();
  }

  private static Thread.Builder platform(long stackSize) {
    return Thread.ofPlatform().stackSize(stackSize);
  }

  /** A thread, not yet started, whose body has a result. */
  public static <T extends @Nullable Object> ChildThread<T> of(Callable<T> body) {
    return new ChildThread<>(platform(Threads.stackSize()), body, Hooks::report);
  }

  /** A thread, not yet started, whose result is null. */
  public static ChildThread<@Nullable Void> of(ThreadBody body) {
    return of(callable(body));
  }

  /**
   * A virtual thread, not yet started, whose body has a result. Virtual threads cost little, and are daemons all of them:
   * the JVM doesn't wait for one.
   */
  public static <T extends @Nullable Object> ChildThread<T> ofVirtual(Callable<T> body) {
    return new ChildThread<>(Thread.ofVirtual(), body, Hooks::report);
  }

  /** A virtual thread, not yet started, whose result is null. */
  public static ChildThread<@Nullable Void> ofVirtual(ThreadBody body) {
    return ofVirtual(callable(body));
  }

  /**
   * A thread, not yet started, with a stack of its own size; see {@link Threads#setStackSize} for that of all others.
   *
   * @param bytes 0 for the JVM's default; the JVM may round it up
   * @throws IllegalArgumentException if it is negative, or smaller than 32 KiB and not 0
   */
  public static <T extends @Nullable Object> ChildThread<T> withStackSize(
      long bytes, Callable<T> body) {
    Threads.checkStackSize(bytes);
    return new ChildThread<>(platform(bytes), body, Hooks::report);
  }

  /** The same for a body without a result. */
  public static ChildThread<@Nullable Void> withStackSize(long bytes, ThreadBody body) {
    return withStackSize(bytes, callable(body));
  }

  /** A thread whose failure goes to the sink and not to the exception hook. */
  static <T extends @Nullable Object> ChildThread<T> reporting(
      boolean virtual, Callable<T> body, BiConsumer<ChildThread<?>, Throwable> failureSink) {
    return new ChildThread<>(
        virtual ? Thread.ofVirtual() : platform(Threads.stackSize()), body, failureSink);
  }

  /** What stands for a thread that was not started through this class. */
  static ChildThread<?> placeholder(Thread thread) {
    return new ChildThread<@Nullable Void>(thread);
  }

  static Callable<@Nullable Void> callable(ThreadBody body) {
    Objects.requireNonNull(body, "body");
    return () -> {
      body.run();
      return null;
    };
  }

  private void runBody() {
    ThreadLifeEvent event = Recordings.any() ? ThreadLifeEvent.begun() : null;
    try {
      nativeId = Threads.nativeId().orElse(0);
      value = callBody();
    } catch (Throwable thrown) { // whatever it is, it belongs to whoever asks for the result
      failure = thrown;
    }
    try {
      end();
      if (event != null) {
        event.ended(this, failure != null);
      }
    } finally {
      REGISTRY.remove(this);
    }
  }

  private T callBody() throws Exception {
    Callable<T> callable = Objects.requireNonNull(body);
    return context == null ? callable.call() : context.<T, Exception>run(callable::call);
  }

  private void end() {
    if (atEnd != null) {
      runCleanups(atEnd);
    }
    if (failure != null) {
      failureSink.accept(this, failure);
    }
  }

  private void runCleanups(List<Runnable> cleanups) {
    for (Runnable cleanup : cleanups) {
      try {
        cleanup.run();
      } catch (Throwable thrown) { // one that fails must not keep the others from running
        Hooks.report(this, thrown);
      }
    }
  }

  /** Called by the child: runs this on it when its body has ended. */
  void atEnd(Runnable cleanup) {
    if (atEnd == null) {
      atEnd = new ArrayList<>();
    }
    atEnd.add(cleanup);
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
   * Decides whether the JVM may end while this thread runs. Unless set, as the thread that made this one; a virtual thread
   * is always a daemon.
   *
   * @return this thread
   * @throws IllegalArgumentException if a virtual thread is not to be a daemon
   * @throws IllegalStateException if the thread was started, as Python's {@code RuntimeError}
   */
  public ChildThread<T> setDaemon(boolean daemon) {
    if (isStarted()) {
      throw new IllegalStateException("cannot set daemon status of a started thread: " + this);
    }
    if (isVirtual() && !daemon) {
      throw new IllegalArgumentException(
          "a virtual thread is always a daemon: make "
              + getName()
              + " with of() instead of ofVirtual() if the JVM must wait for it");
    }
    thread.setDaemon(daemon);
    return this;
  }

  /**
   * Lets the body run in this context, as Python's {@code Thread(context=...)} does since 3.14: {@code
   * setContext(Context.copyContext())} hands on the values of the calling thread.
   *
   * <p>If the context runs elsewhere when the body is to begin, the body does not run, and the thread fails with an {@link
   * IllegalStateException}.
   *
   * @return this thread
   * @throws IllegalStateException if the thread was started
   */
  public ChildThread<T> setContext(Context context) {
    Objects.requireNonNull(context, "context");
    if (isStarted()) {
      throw new IllegalStateException("cannot set the context of a started thread: " + this);
    }
    this.context = context;
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
   * @throws OutOfMemoryError if the operating system refuses another thread, as {@link Thread#start()}; the body does not
   *     run, and the thread may be started again later. Python raises {@code RuntimeError}
   */
  public ChildThread<T> start() {
    if (body == null || !REGISTRY.add(this)) {
      throw startedTwice();
    }
    boolean started = false;
    try {
      thread.start();
      started = true;
    } catch (IllegalThreadStateException e) {
      throw startedTwice();
    } finally {
      if (!started) {
        REGISTRY.remove(this);
      }
    }
    return this;
  }

  private IllegalStateException startedTwice() {
    return new IllegalStateException("threads can only be started once: " + this);
  }

  private boolean isStarted() {
    return thread.getState() != Thread.State.NEW;
  }

  /**
   * Waits until the body has ended.
   *
   * @throws IllegalStateException if the thread was not started, is the calling thread, which would wait forever, or is a
   *     placeholder of another than the main thread
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
   * @throws IllegalStateException as {@link #join()}
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
    if (body == null && this != REGISTRY.main()) {
      throw new IllegalStateException(
          "cannot join a thread that was not started as a ChildThread: "
              + this
              + "; whoever started it can");
    }
  }

  /**
   * Waits until all these bodies have ended.
   *
   * @throws IllegalStateException if one of them cannot be joined; those after it were not waited for
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public static void joinAll(ChildThread<?>... threads) throws InterruptedException {
    joinAll(List.of(threads));
  }

  /** The same for any collection. */
  public static void joinAll(Collection<? extends ChildThread<?>> threads)
      throws InterruptedException {
    for (ChildThread<?> thread : threads) {
      thread.join();
    }
  }

  /**
   * Waits until all these bodies have ended, but not longer than the timeout for all of them together; zero only looks.
   *
   * @return whether all have ended
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if one of them cannot be joined
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  public static boolean joinAll(Duration timeout, Collection<? extends ChildThread<?>> threads)
      throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    boolean ended = true;
    for (ChildThread<?> thread : threads) {
      ended &= thread.join(Duration.ofNanos(Math.max(0, deadline.remainingNanos())));
    }
    return ended;
  }

  /**
   * Joins, then gives what the body returned.
   *
   * @throws IllegalStateException as {@link #join()}, and of any placeholder
   * @throws ExecutionException if the body threw, with what it threw as the cause
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  @SuppressWarnings("NullAway") // value is a T once the body has returned
  public T result() throws InterruptedException, ExecutionException {
    if (body == null) {
      throw new IllegalStateException("not started as a ChildThread, so it has no result: " + this);
    }
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
    return key;
  }

  /**
   * The operating system's id of the thread. Empty before it runs, on systems other than Linux, and for placeholders other
   * than the calling thread's; a virtual thread has none, since it runs now on this, now on that thread of the system.
   */
  public OptionalLong nativeId() {
    if (body == null && thread == Thread.currentThread()) {
      return Threads.nativeId();
    }
    long known = nativeId;
    return known == 0 ? OptionalLong.empty() : OptionalLong.of(known);
  }

  /** Whether this is a virtual thread. */
  public boolean isVirtual() {
    return thread.isVirtual();
  }

  /** What the thread does at the moment; a snapshot for watching, not for synchronisation. */
  public Thread.State getState() {
    return thread.getState();
  }

  /** The JDK's thread, for what takes one. Starting or joining that instead of this goes unnoticed here. */
  public Thread thread() {
    return thread;
  }

  @Override
  public String toString() {
    String state = thread.isAlive() ? "started" : isStarted() ? "stopped" : "initial";
    return "ChildThread["
        + getName()
        + ", "
        + state
        + (isDaemon() ? ", daemon" : "")
        + (isVirtual() ? ", virtual" : "")
        + (body == null ? ", not ours" : "")
        + "]";
  }
}
