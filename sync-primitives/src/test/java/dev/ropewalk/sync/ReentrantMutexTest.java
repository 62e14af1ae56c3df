package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link ReentrantMutex}: both contracts, its owner and its depth. */
@SuppressWarnings("WaitNotInLoop") // one signal is what is tested
final class ReentrantMutexTest extends ExclusiveLockContract {

  private final ReentrantMutex mutex = (ReentrantMutex) lock;

  @Override
  ReentrantMutex newLock() {
    return new ReentrantMutex();
  }

  @Test
  @CoversScenario("lock_tests.RLockTests.test_recursion_count")
  void holdCount_countsTheOwnersAcquiresAndIsZeroForOthers() throws Exception {
    assertThat(mutex.holdCount()).isZero();
    mutex.acquire();
    assertThat(mutex.holdCount()).isEqualTo(1);
    assertThat(mutex.acquire(Delays.LONG)).isTrue();
    assertThat(mutex.tryLock()).isTrue();
    mutex.lock();
    mutex.lockInterruptibly();
    assertThat(mutex.tryLock(0, TimeUnit.SECONDS)).isTrue();
    Hold hold = mutex.hold();
    assertThat(mutex.holdCount()).isEqualTo(7);
    assertThat(mutex.isHeldByCurrentThread()).isTrue();

    assertThat(threads.start(() -> mutex.holdCount()).result()).isZero();
    assertThat(threads.start(() -> mutex.isHeldByCurrentThread()).result()).isFalse();

    hold.close();
    assertThat(mutex.holdCount()).isEqualTo(6);
    for (int left = 5; left >= 0; left--) {
      mutex.release();
      assertThat(mutex.holdCount()).isEqualTo(left);
    }
    assertThat(mutex.isHeldByCurrentThread()).isFalse();
  }

  @Test
  @CoversScenario({
    "lock_tests.RLockTests.test_locked",
    "lock_tests.RLockTests.test_locked_with_2threads"
  })
  void locked_fromTheFirstAcquireToTheLastRelease_forAllThreads() throws Exception {
    mutex.acquire();
    mutex.acquire();
    assertThat(mutex.locked()).isTrue();
    assertThat(threads.start(() -> mutex.locked()).result()).isTrue();

    mutex.release();
    assertThat(mutex.locked()).isTrue();
    assertThat(threads.start(() -> mutex.locked()).result()).isTrue();

    mutex.release();
    assertThat(mutex.locked()).isFalse();
    assertThat(threads.start(() -> mutex.locked()).result()).isFalse();
  }

  @Test
  void release_notTheLast_keepsOthersOut() throws Exception {
    mutex.acquire();
    mutex.acquire();
    Started<Boolean> waiter = threads.start(() -> mutex.acquire()).awaitBlocked();

    mutex.release();
    waiter.awaitBlocked();
    assertThat(waiter.isRunning()).isTrue();
    mutex.release();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  @CoversScenario("lock_tests.RLockTests.test_different_thread")
  void release_byAnotherThread_isRefusedAndChangesNothing() throws Exception {
    mutex.acquire();
    mutex.acquire();

    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(threads.start(() -> mutex.release())::result)
        .withMessageContaining("locked by thread #" + Thread.currentThread().threadId())
        .withMessageContaining("depth 2");
    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(threads.start(() -> mutex.unlock())::result);

    assertThat(mutex.holdCount()).isEqualTo(2);
  }

  @Test
  void hold_closedByAnotherThread_isRefusedAndStaysOpen() throws Exception {
    Hold hold = mutex.hold();

    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(threads.start(hold::close)::result);

    assertThat(mutex.isHeldByCurrentThread()).isTrue();
    hold.close();
    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void hold_closedAgainByAnotherThread_doesNothing() throws Exception {
    Hold hold = mutex.hold();
    hold.close();

    threads.start(hold::close).result();

    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void hold_nested_releasesOneLevelEach() throws Exception {
    try (Hold _ = mutex.hold()) {
      try (Hold _ = mutex.hold()) {
        assertThat(mutex.holdCount()).isEqualTo(2);
      }
      assertThat(mutex.holdCount()).isEqualTo(1);
    }

    assertThat(mutex.locked()).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.RLockTests.test_release_save_unacquired")
  void waitOnACondition_notHeld_isRefusedBeforeAnythingIsReleased() throws Exception {
    Condition condition = mutex.newCondition();
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::await);

    threads.start(() -> mutex.acquire()).result();
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::await);
    assertThat(mutex.locked()).isTrue();
  }

  @Test
  void waitOnACondition_nested_releasesAllLevelsAndRestoresThem() throws Exception {
    Condition condition = mutex.newCondition();
    Started<Integer> waiter =
        threads
            .start(
                () -> {
                  mutex.acquire();
                  mutex.acquire();
                  mutex.acquire();
                  condition.awaitUninterruptibly();
                  return mutex.holdCount();
                })
            .awaitBlocked();

    assertThat(mutex.acquire(Duration.ZERO)).isTrue();
    condition.signal();
    mutex.release();

    assertThat(waiter.result()).isEqualTo(3);
  }

  @Test
  @Tag("stress")
  void acquire_moreOftenThanAnIntCounts_isRefusedAndChangesNothing() {
    mutex.lock();
    assertThat(mutex.sync.tryTake(Integer.MAX_VALUE - 1)).isTrue();

    assertThatIllegalStateException()
        .isThrownBy(mutex::tryLock)
        .withMessageContaining("can't be acquired more often");

    assertThat(mutex.holdCount()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void deadlock_isFoundByTheJvm() throws Exception {
    ReentrantMutex other = newLock();
    CountDownLatch bothHold = new CountDownLatch(2);
    Started<Boolean> one = threads.start(() -> acquireBoth(mutex, other, bothHold));
    Started<Boolean> two = threads.start(() -> acquireBoth(other, mutex, bothHold));
    bothHold.await();
    one.awaitBlocked();
    two.awaitBlocked();

    assertThat(deadlockedThreads())
        .containsExactlyInAnyOrder(one.thread().threadId(), two.thread().threadId());
  }

  /** By name, since the tests are compiled as part of a module that does not read java.management. */
  private static long[] deadlockedThreads() throws ReflectiveOperationException {
    Object bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    return (long[])
        Class.forName("java.lang.management.ThreadMXBean")
            .getMethod("findDeadlockedThreads")
            .invoke(bean);
  }

  private static void acquireBoth(
      ReentrantMutex first, ReentrantMutex second, CountDownLatch bothHold)
      throws InterruptedException {
    first.acquire();
    bothHold.countDown();
    bothHold.await();
    second.acquire();
  }

  @Test
  void toString_tellsOwnerAndDepth() throws Exception {
    threads
        .start(
            () -> {
              Thread.currentThread().setName("the owner");
              mutex.acquire();
              mutex.acquire();
            })
        .result();
    threads.start(() -> mutex.acquire()).awaitBlocked();

    assertThat(mutex.toString())
        .matches(
            "ReentrantMutex@[0-9a-f]+\\[locked by thread #\\d+ \"the owner\", depth 2, 1 waiting]");
  }
}
