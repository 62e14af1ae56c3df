package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.JoinedThreads.Started;
import org.junit.jupiter.api.Test;

/** {@link ConditionVariable} over a {@link Mutex}. */
final class MutexConditionVariableTest extends ConditionVariableContract {

  @Override
  Mutex newLock() {
    return new Mutex();
  }

  @Test
  void signal_lockAcquiredByAnotherThread_isAllowed() throws Exception {
    Started<Boolean> waiter = waiting();
    threads.start(() -> lock.acquire()).result();

    changed.signal();
    lock.release();

    assertThat(waiter.result()).isTrue();
  }
}
