package dev.ropewalk.sync;

import dev.ropewalk.threads.internal.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;

/**
 * The ways to acquire that {@link Mutex} and {@link ReentrantMutex} share. Each tries as a newcomer first, backs off
 * briefly, and then queues.
 */
@SuppressWarnings("serial") // see HoldableSync
abstract class ExclusiveSync extends HoldableSync {

  ExclusiveSync(boolean fair) {
    super(fair);
  }

  /** Takes the lock if it is free, whoever waits; or once more, if the calling thread may. */
  abstract boolean tryTake(int levels);

  abstract boolean isLocked();

  @Override
  protected final boolean tryAcquire(int levels) {
    if (looksFree() && tryAtOnce(levels)) {
      passTurn();
      return true;
    }
    refused();
    return false;
  }

  /** Takes the lock if it is free and it is the calling thread's turn. */
  abstract boolean tryAtOnce(int levels);

  @Override
  final boolean tryAtOnce() {
    return tryAtOnce(1);
  }

  @Override
  final boolean looksFree() {
    return !isLocked();
  }

  final void lock() {
    LockOrder.beforeAcquire(this);
    if (tryAtOnce() || backOff()) {
      return;
    }
    LockWaitEvent wait = beginWait();
    acquire(1);
    endWait(wait, true);
  }

  final void lockInterruptibly() throws InterruptedException {
    checkInterrupt();
    LockOrder.beforeAcquire(this);
    if (tryAtOnce() || backOff()) {
      return;
    }
    LockWaitEvent wait = beginWait();
    boolean acquired = false;
    try {
      acquireInterruptibly(1);
      acquired = true;
    } finally {
      endWait(wait, acquired);
    }
  }

  /** As the JDK's timed tryLock: zero or less tries once, in turn. */
  final boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return tryLockNanos(unit.toNanos(time));
  }

  /** As Python's acquire with a timeout: zero tries once, whoever waits. */
  final boolean tryLock(Duration timeout) throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    if (nanos == 0) {
      checkInterrupt();
      return tryTake(1);
    }
    return tryLockNanos(nanos);
  }

  private boolean tryLockNanos(long nanos) throws InterruptedException {
    checkInterrupt();
    if (nanos <= 0) {
      return tryAtOnce();
    }
    LockOrder.beforeAcquire(this);
    if (tryAtOnce() || backOff()) {
      return true;
    }
    LockWaitEvent wait = beginWait();
    boolean acquired = false;
    try {
      acquired = tryAcquireNanos(1, nanos);
    } finally {
      endWait(wait, acquired);
    }
    return acquired;
  }

  final Hold hold() throws InterruptedException {
    lockInterruptibly();
    return new Hold(this);
  }

  final Hold hold(Duration timeout) throws InterruptedException, TimeoutException {
    if (!tryLock(timeout)) {
      throw notInTime(timeout);
    }
    return new Hold(this);
  }

  final Condition newCondition() {
    return new ConditionObject();
  }
}
