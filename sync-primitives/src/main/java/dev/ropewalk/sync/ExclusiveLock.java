package dev.ropewalk.sync;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;

/**
 * What {@link Mutex} and {@link ReentrantMutex} have in common: a lock that one thread at a time gets, with the methods of
 * {@link Lock} under the JDK's contract and those of Python's lock objects under Python's.
 *
 * <p>Whoever can do with either of the two takes this type, as {@link ConditionVariable} does. It is sealed, so that a
 * condition variable may rely on how its lock waits.
 *
 * <p>The methods {@link #acquire()}, {@link #acquire(Duration)} and {@code hold} throw {@link InterruptedException}
 * when the calling thread is interrupted on entry (also if the lock is free) or while it waits; the lock is then as if they
 * had not been called. {@link #lock()} waits uninterruptibly and keeps the interrupt for later, as the JDK asks.
 *
 * <p>Order: a thread that finds the lock free takes it even if others wait for it, but only until the one that has waited
 * longest has been first in line for about a millisecond; then it is served before all newcomers, and those behind it move
 * up. A fair lock serves threads strictly in the order in which they began to wait. {@link #tryLock()} and {@link
 * #acquire(Duration)} with zero take a free lock in either case, as the JDK's {@code tryLock()} does. A thread that finds
 * the lock taken and nobody waiting looks again for a few microseconds before it waits.
 *
 * <p>Memory consistency effects: actions before a release happen-before actions after the next successful acquire.
 */
public sealed interface ExclusiveLock extends Lock permits Mutex, ReentrantMutex {

  /**
   * Waits until the lock is free and takes it. Python's {@code acquire()}; the same as {@link #lockInterruptibly()}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  void acquire() throws InterruptedException;

  /**
   * Takes the lock if it becomes free in time. Python's {@code acquire(timeout=...)}, and with {@link Duration#ZERO}
   * {@code acquire(blocking=False)}. Unlike Python, where -1 means for ever, no negative length has a meaning.
   *
   * @return whether the lock was taken
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  boolean acquire(Duration timeout) throws InterruptedException;

  /**
   * Undoes one acquire. Python's {@code release()}; the same as {@link #unlock()}.
   *
   * @throws IllegalMonitorStateException if the calling thread may not release this lock now; nothing changes
   */
  void release();

  /** Whether any thread holds this lock at the moment. Python's {@code locked()}; for display, not for decisions. */
  boolean locked();

  /**
   * Waits until the lock is free, takes it, and returns the token that releases it: Python's {@code with lock}.
   *
   * @throws InterruptedException if interrupted on entry or while waiting
   */
  Hold hold() throws InterruptedException;

  /**
   * Waits until the lock is free, takes it, and returns the token that releases it. Python has no {@code with} that gives
   * up.
   *
   * @throws IllegalArgumentException if the timeout is negative
   * @throws InterruptedException if interrupted on entry or while waiting
   * @throws TimeoutException if the lock did not become free in time
   */
  Hold hold(Duration timeout) throws InterruptedException, TimeoutException;

  /** Whether threads get this lock strictly in the order in which they began to wait. */
  boolean isFair();
}
