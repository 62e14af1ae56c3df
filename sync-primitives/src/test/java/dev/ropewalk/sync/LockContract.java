package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link Lock} and its conditions. Runs over our locks, and over one of the JDK's as the oracle. */
@SuppressWarnings({
  "JavaUtilDate",
  "LockNotBeforeTry",
  "WaitNotInLoop"
}) // the moments between are what is tested
abstract class LockContract {

  static final long SHORT = Delays.SHORT.toNanos();
  static final long LONG = Delays.LONG.toNanos();

  @AutoClose final JoinedThreads threads = new JoinedThreads();
  final Lock lock = newLock();

  abstract Lock newLock();

  /** A thread that takes the lock, waits for a signal, and says whether one came in time. */
  private Started<Boolean> waiterOn(Condition condition) {
    return threads
        .start(
            () -> {
              lock.lock();
              try {
                return condition.await(LONG, TimeUnit.NANOSECONDS);
              } finally {
                lock.unlock();
              }
            })
        .awaitBlocked();
  }

  @Test
  void tryLock_free_takesIt() throws Exception {
    assertThat(lock.tryLock()).isTrue();

    assertThat(threads.start(() -> lock.tryLock()).result()).isFalse();
  }

  @Test
  void tryLock_afterUnlock_takesIt() throws Exception {
    lock.lock();
    lock.unlock();

    assertThat(threads.start(() -> lock.tryLock()).result()).isTrue();
  }

  @Test
  void lock_heldByAnotherThread_waitsForItsUnlock() throws Exception {
    lock.lock();
    Started<Boolean> waiter = threads.start(() -> lock.lock()).awaitBlocked();
    assertThat(waiter.isRunning()).isTrue();

    lock.unlock();

    assertThat(waiter.result()).isTrue();
    assertThat(lock.tryLock()).isFalse();
  }

  @Test
  void lock_interruptedWhileWaiting_waitsOnAndKeepsTheInterrupt() throws Exception {
    lock.lock();
    Started<Boolean> waiter =
        threads
            .start(
                () -> {
                  lock.lock();
                  lock.unlock();
                  return Thread.interrupted();
                })
            .awaitBlocked();

    waiter.interrupt();
    waiter.awaitBlocked();
    assertThat(waiter.isRunning()).isTrue();
    lock.unlock();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void lockInterruptibly_interruptedOnEntry_throwsEvenIfFree() throws Exception {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(lock::lockInterruptibly);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(lock.tryLock()).isTrue();
  }

  @Test
  void lockInterruptibly_interruptedWhileWaiting_throwsAndLeavesTheLock() throws Exception {
    lock.lock();
    Started<Boolean> waiter = threads.start(() -> lock.lockInterruptibly()).awaitBlocked();

    waiter.interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);
    lock.unlock();
    assertThat(threads.start(() -> lock.tryLock()).result()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void tryLockTimed_zeroOrLess_triesOnce(long time) throws Exception {
    assertThat(lock.tryLock(time, TimeUnit.DAYS)).isTrue();

    assertThat(threads.start(() -> lock.tryLock(time, TimeUnit.DAYS)).result()).isFalse();
  }

  @Test
  void tryLockTimed_timeRunsOut_failsNotBefore() throws Exception {
    lock.lock();
    long start = System.nanoTime();

    assertThat(threads.start(() -> lock.tryLock(SHORT, TimeUnit.NANOSECONDS)).result()).isFalse();

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  void tryLockTimed_unlockedInTime_takesIt() throws Exception {
    lock.lock();
    Started<Boolean> waiter =
        threads.start(() -> lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS)).awaitBlocked();

    lock.unlock();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void tryLockTimed_interrupted_throws() throws Exception {
    lock.lock();
    Started<Boolean> waiter =
        threads.start(() -> lock.tryLock(LONG, TimeUnit.NANOSECONDS)).awaitBlocked();
    waiter.interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::result);

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> lock.tryLock(0, TimeUnit.SECONDS));
  }

  @Test
  void unlock_notLocked_isRefused() {
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);

    assertThat(lock.tryLock()).isTrue();
  }

  @Test
  void criticalSections_ofFourThreads_neverOverlap() throws Exception {
    int[] count = new int[1];
    for (int i = 0; i < 4; i++) {
      threads.start(
          () -> {
            for (int k = 0; k < 5_000; k++) {
              lock.lock();
              try {
                count[0]++;
              } finally {
                lock.unlock();
              }
            }
          });
    }

    threads.join();

    assertThat(count[0]).isEqualTo(20_000);
  }

  @Test
  void signal_wakesTheOneThatWaitedLongest() throws Exception {
    Condition condition = lock.newCondition();
    Started<Boolean> first = waiterOn(condition);
    Started<Boolean> second = waiterOn(condition);

    lock.lock();
    condition.signal();
    lock.unlock();

    assertThat(first.result()).isTrue();
    second.awaitBlocked();
    assertThat(second.isRunning()).isTrue();
  }

  @Test
  void signalAll_wakesAll() throws Exception {
    Condition condition = lock.newCondition();
    Started<Boolean> first = waiterOn(condition);
    Started<Boolean> second = waiterOn(condition);

    lock.lock();
    condition.signalAll();
    lock.unlock();

    assertThat(first.result()).isTrue();
    assertThat(second.result()).isTrue();
  }

  @Test
  void signal_ofAnotherCondition_wakesNobody() throws Exception {
    Started<Boolean> waiter = waiterOn(lock.newCondition());

    lock.lock();
    lock.newCondition().signalAll();
    lock.unlock();

    waiter.awaitBlocked();
    assertThat(waiter.isRunning()).isTrue();
  }

  @Test
  void await_signalled_returnsOnlyWithTheLock() throws Exception {
    Condition condition = lock.newCondition();
    Started<Boolean> waiter = waiterOn(condition);

    lock.lock();
    condition.signal();
    waiter.awaitBlocked();
    assertThat(waiter.isRunning()).isTrue();
    lock.unlock();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void timedAwaits_timeRunsOut_saySoAndHoldTheLock() throws Exception {
    Condition condition = lock.newCondition();
    lock.lock();

    assertThat(condition.await(SHORT, TimeUnit.NANOSECONDS)).isFalse();
    assertThat(condition.awaitNanos(SHORT)).isLessThanOrEqualTo(0);
    assertThat(condition.awaitUntil(new Date(0))).isFalse();

    assertThat(threads.start(() -> lock.tryLock()).result()).isFalse();
    lock.unlock();
  }

  @Test
  void await_interrupted_throwsWithTheLockHeld() throws Exception {
    Condition condition = lock.newCondition();
    Started<Boolean> waiter =
        threads
            .start(
                () -> {
                  lock.lock();
                  try {
                    condition.await();
                    return false;
                  } catch (InterruptedException e) {
                    return threads.start(() -> !lock.tryLock()).result();
                  } finally {
                    lock.unlock();
                  }
                })
            .awaitBlocked();

    waiter.interrupt();

    assertThat(waiter.result()).isTrue();
    assertThat(lock.tryLock()).isTrue();
  }

  @Test
  void awaitUninterruptibly_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    Condition condition = lock.newCondition();
    Started<Boolean> waiter =
        threads
            .start(
                () -> {
                  lock.lock();
                  condition.awaitUninterruptibly();
                  lock.unlock();
                  return Thread.interrupted();
                })
            .awaitBlocked();

    waiter.interrupt();
    waiter.awaitBlocked();
    lock.lock();
    condition.signal();
    lock.unlock();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void condition_lockNotHeld_refusesEverything() {
    Condition condition = lock.newCondition();

    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::await);
    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(condition::awaitUninterruptibly);
    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(() -> condition.awaitNanos(SHORT));
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::signal);
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::signalAll);
    assertThat(lock.tryLock()).isTrue();
  }
}
