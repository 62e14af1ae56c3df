package dev.ropewalk.testkit;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads of one test, in a try-with-resources block: none of them outlives the block, and what they throw is not
 * lost.
 */
public final class JoinedThreads implements AutoCloseable {

  private final List<Started<?>> all = new CopyOnWriteArrayList<>();

  /** No threads yet. */
  public JoinedThreads() {}

  /** Starts a platform thread. */
  public <T> Started<T> start(Callable<T> body) {
    return start(Thread.ofPlatform(), body);
  }

  /** Starts a platform thread. */
  public Started<Boolean> start(NotInterrupted.Action body) {
    return start(Thread.ofPlatform(), returningTrue(body));
  }

  /** Starts a virtual thread. */
  public <T> Started<T> startVirtual(Callable<T> body) {
    return start(Thread.ofVirtual(), body);
  }

  /** Starts a virtual thread. */
  public Started<Boolean> startVirtual(NotInterrupted.Action body) {
    return start(Thread.ofVirtual(), returningTrue(body));
  }

  private static Callable<Boolean> returningTrue(NotInterrupted.Action body) {
    return () -> {
      body.run();
      return true;
    };
  }

  private <T> Started<T> start(Thread.Builder builder, Callable<T> body) {
    FutureTask<T> task = new FutureTask<>(body);
    Started<T> started = new Started<>(builder.unstarted(task), task);
    all.add(started);
    started.thread.start();
    return started;
  }

  /** Waits until all have ended; fails if one failed or is not through after {@link Delays#LONG}. */
  public void join() throws Exception {
    for (Started<?> started : all) {
      Object _ = started.result();
    }
  }

  /** Interrupts what still runs and waits for its end. */
  @Override
  public void close() {
    for (Started<?> started : all) {
      started.thread.interrupt();
    }
    for (Started<?> started : all) {
      NotInterrupted.run(() -> ThreadStates.awaitEnded(started.thread));
    }
  }

  /** One thread and what comes of it. */
  public static final class Started<T> {

    private final Thread thread;
    private final FutureTask<T> task;

    private Started(Thread thread, FutureTask<T> task) {
      this.thread = thread;
      this.task = task;
    }

    /** The thread itself. */
    public Thread thread() {
      return thread;
    }

    /** Returns once the thread is parked or blocked. */
    public Started<T> awaitBlocked() {
      ThreadStates.awaitBlocked(thread);
      return this;
    }

    /** Interrupts the thread. */
    public void interrupt() {
      thread.interrupt();
    }

    /** Waits for the end and returns the result; throws what the body threw, or fails after {@link Delays#LONG}. */
    public T result() throws Exception {
      try {
        return task.get(Delays.LONG.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          cause.addSuppressed(new AssertionError("thrown in " + thread));
          throw cause;
        }
        throw new AssertionError("thrown in " + thread, e.getCause());
      } catch (TimeoutException e) {
        throw new AssertionError(
            thread + " did not end within " + Delays.LONG + ", it is in " + stackOf(thread), e);
      }
    }

    private static List<StackTraceElement> stackOf(Thread thread) {
      return List.of(thread.getStackTrace());
    }

    /** Whether the body is not through yet. */
    public boolean isRunning() {
      return !task.isDone();
    }
  }
}
