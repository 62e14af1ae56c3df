package dev.ropewalk.executors;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a {@link ProgressListener} how far a batch of tasks has come. {@code map} has one of its own ({@link
 * MapOptions#withProgress}); this is for tasks that are submitted one by one:
 *
 * <p>add each future, and close this when all were added. The listener's {@code ended} is called when this is closed and all
 * futures are done. A future that is cancelled is not counted. Nothing blocks, except that listeners are called one at a time.
 *
 * <p>Memory consistency effects: what a body did happens-before the call that counts it.
 */
public final class ProgressTracker implements AutoCloseable {
  /*
   * The lock makes the listener's calls one at a time and its numbers ascending. It is held while the listener runs, which is
   * why a listener must not wait for tasks: their done callbacks come here. It is reentrant: a listener that submits a task
   * whose callback runs at once comes back in on the same thread.
   */
  private static final Logger LOG = LoggerFactory.getLogger(ProgressListener.class);

  private final long total;
  private final ProgressListener listener;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private long done;

  @GuardedBy("lock")
  private long outstanding;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private boolean ended;

  /**
   * A tracker of a batch in which nothing is done yet, and tells so.
   *
   * @param total how many items there will be, or {@link ProgressListener#UNKNOWN}
   * @throws IllegalArgumentException if the total is negative, but not {@code UNKNOWN}
   */
  public ProgressTracker(long total, ProgressListener listener) {
    if (total < 0 && total != ProgressListener.UNKNOWN) {
      throw new IllegalArgumentException("total must not be negative: " + total);
    }
    this.total = total;
    this.listener = listener;
    tell(() -> listener.advanced(0, total));
  }

  /**
   * Counts a future as one item once it has a result or an exception.
   *
   * @throws IllegalStateException if this is closed
   */
  public void add(TaskFuture<?> future) {
    add(future, 1);
  }

  /**
   * Counts a future as so many items once it has a result or an exception.
   *
   * @throws IllegalStateException if this is closed
   */
  public void add(TaskFuture<?> future, long items) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("no futures can be added once the tracker is closed");
      }
      outstanding++;
    } finally {
      lock.unlock();
    }
    future.addDoneCallback(end -> count(end.isCancelled() ? 0 : items));
  }

  private void count(long items) {
    lock.lock();
    try {
      outstanding--;
      if (items > 0) {
        done += items;
        long now = done;
        tell(() -> listener.advanced(now, total));
      }
      endIfThrough();
    } finally {
      lock.unlock();
    }
  }

  /** No more futures will be added. May be called any number of times. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      endIfThrough();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void endIfThrough() {
    if (closed && outstanding == 0 && !ended) {
      ended = true;
      tell(listener::ended);
    }
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | Error failure) {
      LOG.error("A progress listener failed", failure);
    }
  }
}
