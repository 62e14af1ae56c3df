package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;

/** {@link Mutex}: both contracts, and that it has no owner. */
@SuppressWarnings("WaitNotInLoop") // one signal is what is tested
final class MutexTest extends ExclusiveLockContract {

  private final Mutex mutex = (Mutex) lock;

  @Override
  Mutex newLock() {
    return new Mutex();
  }

  @Test
  @CoversScenario("lock_tests.LockTests.test_reacquire")
  void acquire_heldByTheSameThread_waitsForAnotherToRelease() throws Exception {
    Started<Boolean> twice =
        threads
            .start(
                () -> {
                  mutex.acquire();
                  mutex.acquire();
                })
            .awaitBlocked();
    assertThat(twice.isRunning()).isTrue();

    mutex.release();

    assertThat(twice.result()).isTrue();
    assertThat(mutex.locked()).isTrue();
  }

  @Test
  void tryLock_heldByTheSameThread_fails() throws Exception {
    mutex.acquire();

    assertThat(mutex.tryLock()).isFalse();
    assertThat(mutex.acquire(Duration.ZERO)).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.LockTests.test_different_thread")
  void release_byAnotherThread_freesIt() throws Exception {
    mutex.acquire();

    threads.start(() -> mutex.release()).result();

    assertThat(mutex.locked()).isFalse();
    assertThat(mutex.acquire(Duration.ZERO)).isTrue();
  }

  @Test
  @CoversScenario("lock_tests.LockTests.test_state_after_timeout")
  void acquireTimed_failed_leavesAUsableLock() throws Exception {
    mutex.acquire();
    assertThat(mutex.acquire(Delays.SHORT)).isFalse();

    mutex.release();

    assertThat(mutex.locked()).isFalse();
    assertThat(mutex.acquire(Duration.ZERO)).isTrue();
  }

  @Test
  void hold_closedByAnotherThread_releases() throws Exception {
    Hold hold = mutex.hold();

    threads.start(hold::close).result();

    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void condition_refusedWait_takesNoSignalFromOthers() throws Exception {
    Condition condition = mutex.newCondition();
    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(condition::await);
    Started<Boolean> waiter =
        threads
            .start(
                () -> {
                  mutex.acquire();
                  condition.awaitUninterruptibly();
                  mutex.release();
                })
            .awaitBlocked();

    mutex.acquire();
    condition.signal();
    mutex.release();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void condition_lockedByAnotherThread_mayBeSignalled() throws Exception {
    threads.start(() -> mutex.acquire()).result();

    mutex.newCondition().signal();

    assertThat(mutex.locked()).isTrue();
  }

  @Test
  void toString_tellsTheState() throws Exception {
    mutex.acquire();
    assertThat(mutex.toString()).matches("Mutex@[0-9a-f]+\\[locked, 0 waiting]");

    threads.start(() -> mutex.acquire()).awaitBlocked();
    assertThat(mutex.toString()).matches("Mutex@[0-9a-f]+\\[locked, 1 waiting]");
  }
}
