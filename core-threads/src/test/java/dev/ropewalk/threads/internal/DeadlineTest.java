package dev.ropewalk.threads.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  @Test
  void toNanos_longestDurations_saturate() {
    assertThat(Deadline.toNanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    assertThat(Deadline.toNanos(Duration.ofNanos(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    assertThat(Deadline.toNanos(Duration.ofNanos(Long.MAX_VALUE - 1)))
        .isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void toNanos_negative_isRefusedWithTheValue() {
    assertThatThrownBy(() -> Deadline.toNanos(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.000000001S");
  }

  @Test
  void after_zero_isExpiredAtOnce() {
    Deadline deadline = Deadline.after(Duration.ZERO);
    assertThat(deadline.isExpired()).isTrue();
    assertThat(deadline.remainingNanos()).isNotPositive();
  }

  @Test
  void after_longest_isFarAway() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(deadline.isExpired()).isFalse();
    assertThat(deadline.remainingNanos()).isGreaterThan(Duration.ofDays(365).toNanos());
  }

  @Test
  void remainingNanos_onlyFalls() {
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    long first = deadline.remainingNanos();
    assertThat(deadline.remainingNanos())
        .isLessThanOrEqualTo(first)
        .isLessThanOrEqualTo(Duration.ofMinutes(1).toNanos());
  }
}
