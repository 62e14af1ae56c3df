package dev.ropewalk.sync;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The token of one successful acquire, for try-with-resources: closing it undoes that acquire. It is what Python's {@code
 * with} statement keeps to itself.
 *
 * <p>A token is one-shot. The first close releases; every later one does nothing, so that closing twice never takes the
 * lock away from whoever holds it next. Any thread may close the token of a {@link Mutex} or {@link CountingSemaphore};
 * closing that of a {@link ReentrantMutex} from a thread that does not hold the mutex is an error that leaves the token
 * open.
 *
 * <p>A token cannot know of a lock that was released past it, by {@code release()} inside the block: closing it then fails,
 * or ends the hold of the next holder, as leaving Python's {@code with} block does.
 */
public final class Hold implements AutoCloseable {
  /*
   * Two threads may close one token at once, and between a close and a repeated close anyone may acquire. So one
   * compare-and-set decides who releases. The check of the owner comes before it, for a close that is refused must not use
   * the token up; it can't go stale, since only the owner passes it and only the owner could change the answer.
   *
   * Rejected: asking whether the lock is held before the compare-and-set. Of two threads closing at once the second could
   * find the lock released by the first and fail, although a repeated close is harmless; evidence: HoldJCStress.
   */

  private final HoldableSync sync;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** For a caller that has just acquired once. */
  Hold(HoldableSync sync) {
    this.sync = sync;
  }

  /**
   * Undoes the acquire that this token stands for, if that has not been done yet.
   *
   * @throws IllegalMonitorStateException if the calling thread is not the one that holds the {@link ReentrantMutex} (the
   *     token stays open), or if the lock was released past this token and is free
   */
  @Override
  public void close() {
    if (closed.get()) {
      return;
    }
    sync.checkReleaser();
    if (closed.compareAndSet(false, true)) {
      sync.releaseOne();
    }
  }

  @Override
  public String toString() {
    return "Hold[" + (closed.get() ? "closed" : "open") + ", " + sync + "]";
  }
}
