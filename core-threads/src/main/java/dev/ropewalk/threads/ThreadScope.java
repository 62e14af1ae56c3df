package dev.ropewalk.threads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Child threads that don't outlive a try-with-resources block. At its end all of them are joined; if one fails, the others are
 * interrupted at once, and the end of the block throws all failures together.
 *
 * <p>Python's {@code threading} has no counterpart; {@code asyncio.TaskGroup} is the nearest.
 *
 * <p>Children are started by any thread as long as the scope is open, by children too. They are {@link ChildThread}s with all
 * that belongs to them, except that their failures are not handed to the {@link ExceptionHook}: the scope throws them. A
 * child that ends with {@link InterruptedException} after the scope has interrupted it has not failed.
 *
 * <p>{@link #close()} waits until the last child has ended, however long that takes: a child that ignores interrupts holds
 * it up. If the closing thread is interrupted meanwhile, it cancels the scope, goes on waiting, and is interrupted still when
 * {@code close} returns.
 *
 * <p>A block that is left by an exception is closed like any other, since Java doesn't tell a resource how its block ended:
 * children that wait for something the block would have done wait for ever. {@link #within} knows, and cancels.
 *
 * <p>Memory consistency effects: what children did happens-before the return of {@code close}.
 */
public final class ThreadScope implements AutoCloseable {
  /*
   * All fields are guarded by the scope's lock; nobody waits or calls user code under it.
   *
   * running:   started and not yet joined by close. A child is started and added under the lock, and interrupted under
   *            it, so a cancel either finds the child or was before it; then start() interrupts it itself.
   * cancelled: never false again.
   * closed:    never false again; set by close when it finds running empty, under the same lock that start takes: no child
   *            can be added to a closed scope.
   */
  private final Object lock = new Object();
  private final Deque<ChildThread<?>> running = new ArrayDeque<>();
  private final List<Throwable> failures = new ArrayList<>();
  private boolean cancelled;
  private boolean closed;

  /** An open scope without children. */
  public ThreadScope() {}

  /** What {@link #within} runs. */
  @FunctionalInterface
  public interface Body<R extends @Nullable Object, X extends Exception> {
    /** Starts children in the scope. */
    R run(ThreadScope scope) throws X;
  }

  /**
   * Runs the body with a new scope, then closes that. If the body throws, the children are interrupted first, and their
   * failures are added to what it threw as suppressed exceptions.
   *
   * @throws ThreadScopeException if the body returned, and children failed
   */
  public static <R extends @Nullable Object, X extends Exception> R within(Body<R, X> body)
      throws X {
    try (ThreadScope scope = new ThreadScope()) {
      try {
        return body.run(scope);
      } catch (Throwable thrown) {
        scope.cancel();
        throw thrown;
      }
    }
  }

  /**
   * Starts a child on a platform thread; a daemon if the calling thread is one.
   *
   * @throws IllegalStateException if the scope is closed
   */
  public <T extends @Nullable Object> ChildThread<T> start(Callable<T> body) {
    return start(ChildThread.reporting(false, body, this::failed));
  }

  /** The same for a body without a result. */
  public ChildThread<@Nullable Void> start(ThreadBody body) {
    return start(ChildThread.callable(body));
  }

  /**
   * Starts a child on a virtual thread.
   *
   * @throws IllegalStateException if the scope is closed
   */
  public <T extends @Nullable Object> ChildThread<T> startVirtual(Callable<T> body) {
    return start(ChildThread.reporting(true, body, this::failed));
  }

  /** The same for a body without a result. */
  public ChildThread<@Nullable Void> startVirtual(ThreadBody body) {
    return startVirtual(ChildThread.callable(body));
  }

  private <T extends @Nullable Object> ChildThread<T> start(ChildThread<T> child) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the scope is closed: start children inside its block");
      }
      child.start();
      running.add(child);
      if (cancelled) {
        child.interrupt();
      }
    }
    return child;
  }

  /** Called by a child that failed. */
  private void failed(ChildThread<?> child, Throwable failure) {
    synchronized (lock) {
      if (cancelled && failure instanceof InterruptedException) {
        return;
      }
      failures.add(failure);
    }
    cancel();
  }

  /** Interrupts all children, and those started later as soon as they start. Can't be taken back; does not wait. */
  public void cancel() {
    synchronized (lock) {
      cancelled = true;
      running.forEach(ChildThread::interrupt);
    }
  }

  /** Whether a child has failed or somebody has called {@link #cancel}. */
  public boolean isCancelled() {
    synchronized (lock) {
      return cancelled;
    }
  }

  /**
   * Joins all children, also those that children start meanwhile; then the scope is closed. A second call does nothing.
   *
   * @throws ThreadScopeException if children failed
   * @throws IllegalStateException if called by a child of the scope, which would wait for itself
   */
  @Override
  public void close() {
    checkNoChild(Thread.currentThread());
    boolean interrupted = false;
    try {
      ChildThread<?> next = firstAfter(null);
      while (next != null) {
        try {
          next.join();
          next = firstAfter(next);
        } catch (InterruptedException e) {
          interrupted = true;
          cancel();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    throwFailures();
  }

  private void checkNoChild(Thread closing) {
    synchronized (lock) {
      for (ChildThread<?> child : running) {
        if (child.thread() == closing) {
          throw new IllegalStateException("a child cannot close its own scope: " + child);
        }
      }
    }
  }

  /** Drops a child that was joined, which is the first, and gives the next one; closes the scope if there is none. */
  private @Nullable ChildThread<?> firstAfter(@Nullable ChildThread<?> joined) {
    synchronized (lock) {
      if (joined != null) {
        running.remove(joined);
      }
      closed |= running.isEmpty();
      return running.peekFirst();
    }
  }

  private void throwFailures() {
    synchronized (lock) {
      if (!failures.isEmpty()) {
        ThreadScopeException all = new ThreadScopeException(failures);
        failures.clear();
        throw all;
      }
    }
  }

  @Override
  public String toString() {
    synchronized (lock) {
      return "ThreadScope["
          + running.size()
          + " children"
          + (cancelled ? ", cancelled" : "")
          + (closed ? ", closed" : "")
          + "]";
    }
  }
}
