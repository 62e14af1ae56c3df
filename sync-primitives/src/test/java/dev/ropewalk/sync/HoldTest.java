package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** {@link Hold}: one-shot, however often it is closed. Two threads closing at once: HoldJCStress. */
final class HoldTest {

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
