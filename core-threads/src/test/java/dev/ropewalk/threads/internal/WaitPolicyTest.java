package dev.ropewalk.threads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitPolicyTest {

  private static final long LONG_PARK = WaitPolicy.SPIN_NANOS * 100;
  private static final long SHORT_PARK = WaitPolicy.SPIN_NANOS / 10;

  private final AtomicInteger checks = new AtomicInteger();

  private boolean never() {
    checks.incrementAndGet();
    return false;
  }

  @Test
  void spin_ready_isTrueAfterOneCheck() {
    assertThat(new WaitPolicy(true, WaitPolicy.SPIN_NANOS).spin(() -> true, false)).isTrue();
  }

  @Test
  void spin_withoutCreditAndPeerAsleep_looksOnce() {
    assertThat(new WaitPolicy(true, WaitPolicy.SPIN_NANOS).spin(this::never, false)).isFalse();
    assertThat(checks).hasValue(1);
  }

  @Test
  void spin_peerAwake_looksManyTimesButNotForLong() {
    long start = System.nanoTime();
    assertThat(new WaitPolicy(true, WaitPolicy.SPIN_NANOS).spin(this::never, true)).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(WaitPolicy.SPIN_NANOS);
    assertThat(checks.get()).isGreaterThan(1);
  }

  @Test
  void spin_becomingReady_isTrue() {
    AtomicInteger turns = new AtomicInteger();
    WaitPolicy patient = new WaitPolicy(true, Delays.LONG.toNanos());
    assertThat(patient.spin(() -> turns.incrementAndGet() == 3, true)).isTrue();
    assertThat(turns).hasValue(3);
  }

  @Test
  void spin_afterShortWaits_spinsWithoutKnowingThePeer() {
    WaitPolicy policy = new WaitPolicy(true, WaitPolicy.SPIN_NANOS);
    policy.parked(SHORT_PARK);
    assertThat(policy.spin(this::never, false)).isFalse();
    assertThat(checks.get()).isGreaterThan(1);
  }

  @Test
  void spin_afterLongWaits_stopsSpinning() {
    WaitPolicy policy = new WaitPolicy(true, WaitPolicy.SPIN_NANOS);
    for (int i = 0; i < 100; i++) {
      policy.parked(SHORT_PARK);
    }
    for (int i = 0; i < 4; i++) {
      policy.parked(LONG_PARK);
    }
    assertThat(policy.spin(this::never, false)).isFalse();
    assertThat(checks).hasValue(1);
  }

  @Test
  void spin_thatNeverPays_usesUpItsCredit() {
    WaitPolicy policy = new WaitPolicy(true, WaitPolicy.SPIN_NANOS);
    policy.parked(SHORT_PARK);
    assertThat(policy.spin(this::never, false)).isFalse();
    checks.set(0);
    assertThat(policy.spin(this::never, false)).isFalse();
    assertThat(checks).hasValue(1);
  }

  @Test
  void spin_whereNotAllowed_looksOnce() {
    assertThat(new WaitPolicy(false, WaitPolicy.SPIN_NANOS).spin(this::never, true)).isFalse();
    assertThat(checks).hasValue(1);
  }

  @Test
  void spin_onVirtualThread_looksOnce() throws Exception {
    Thread thread =
        Thread.startVirtualThread(
            () -> new WaitPolicy(true, WaitPolicy.SPIN_NANOS).spin(this::never, true));
    thread.join();
    assertThat(checks).hasValue(1);
  }
}
