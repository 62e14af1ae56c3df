package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads.Started;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** {@link ConditionVariable} over a {@link ReentrantMutex}, the one of its own included. */
final class ReentrantMutexConditionVariableTest extends ConditionVariableContract {

  private final ReentrantMutex mutex = (ReentrantMutex) lock;

  @Override
  ReentrantMutex newLock() {
    return new ReentrantMutex();
  }

  @Test
  @CoversScenario("lock_tests.ConditionTests.test_acquire")
  void ownLock_isReentrant() throws Exception {
    ConditionVariable own = new ConditionVariable();
    own.acquire();
    own.acquire();
    own.release();
    assertThat(own.locked()).isTrue();
    assertThat(own.toString()).contains("ReentrantMutex@", "depth 1");
    own.release();
    assertThat(own.locked()).isFalse();
  }

  @Test
  void await_nested_releasesAllLevelsAndRestoresThem() throws Exception {
    Started<Integer> signalled =
        waiting(
            () -> {
              try (Hold _ = changed.hold()) {
                changed.await();
                return mutex.holdCount();
              }
            });
    Started<Integer> timedOut =
        waiting(
            () -> {
              try (Hold _ = changed.hold()) {
                changed.await(Delays.MEDIUM);
                return mutex.holdCount();
              }
            });
    Started<Integer> interrupted =
        waiting(
            () -> {
              try (Hold _ = changed.hold()) {
                changed.awaitUntil(() -> false);
                return -1;
              } catch (InterruptedException e) {
                return mutex.holdCount();
              }
            });

    locked(changed::signal);
    interrupted.interrupt();

    assertThat(signalled.result()).isEqualTo(2);
    assertThat(timedOut.result()).isEqualTo(2);
    assertThat(interrupted.result()).isEqualTo(1); // the inner hold is closed before the catch
    assertThat(mutex.locked()).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.ConditionTests.test_unacquired_wait")
  void everything_lockHeldByAnotherThread_isRefused() throws Exception {
    threads.start(() -> mutex.acquire()).result();

    for (ThrowingCallable call :
        new ThrowingCallable[] {
          changed::await, () -> changed.await(Delays.SHORT), changed::signal, changed::signalAll
        }) {
      assertThatExceptionOfType(IllegalMonitorStateException.class)
          .isThrownBy(call)
          .withMessageContaining("without its lock");
    }

    assertThat(mutex.locked()).isTrue();
  }
}
