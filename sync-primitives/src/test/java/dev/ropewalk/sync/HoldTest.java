package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@link Hold}: one-shot, whoever closes it and how often. */
final class HoldTest {

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  @Test
  void close_again_neverReleasesTheNextHoldersLock() throws Exception {
    Mutex mutex = new Mutex();
    Hold stale = mutex.hold();
    stale.close();
    for (int i = 0; i < 3; i++) {
      Hold next = mutex.hold();
      stale.close();
      assertThat(mutex.locked()).isTrue();
      next.close();
      assertThat(mutex.locked()).isFalse();
    }
  }

  @Test
  void close_ofTwoThreadsAtOnce_releasesOnceAndNeverFails() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(1);
    Mutex mutex = new Mutex();
    for (int round = 0; round < 500; round++) {
      Hold permit = semaphore.hold();
      Hold hold = mutex.hold();
      List<Started<Boolean>> closing =
          List.of(
              threads.start(() -> closeBoth(permit, hold)),
              threads.start(() -> closeBoth(permit, hold)));

      for (Started<Boolean> started : closing) {
        assertThat(started.result()).isTrue();
      }

      assertThat(semaphore.permits()).isEqualTo(1);
      assertThat(mutex.locked()).isFalse();
    }
  }

  private static void closeBoth(Hold permit, Hold hold) {
    permit.close();
    hold.close();
  }

  @Test
  void close_lockReleasedPastTheToken_failsIfTheLockIsFree() throws Exception {
    Mutex mutex = new Mutex();
    Hold hold = mutex.hold();
    mutex.release();

    assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(hold::close);

    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void toString_tellsWhetherOpenAndOfWhat() throws Exception {
    Mutex mutex = new Mutex();
    Hold hold = mutex.hold();
    assertThat(hold.toString()).isEqualTo("Hold[open, " + mutex + "]");

    hold.close();
    assertThat(hold.toString()).isEqualTo("Hold[closed, " + mutex + "]");
  }
}
