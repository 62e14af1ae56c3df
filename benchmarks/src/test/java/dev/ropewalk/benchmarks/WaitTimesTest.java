package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTimesTest {

  private final WaitTimes waits = new WaitTimes();

  @Test
  void quantile_shortTimes_isExact() {
    for (long nanos = 1; nanos <= 30; nanos++) {
      waits.record(nanos);
    }

    assertThat(waits.quantile(1 / 30.0)).isEqualTo(1);
    assertThat(waits.quantile(0.5)).isEqualTo(15);
    assertThat(waits.quantile(0.501)).isEqualTo(16);
    assertThat(waits.quantile(1)).isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 31, 32, 33, 63, 64, 65, 127, 128, 1_000_003, 60_000_000_000L, Long.MAX_VALUE})
  void quantile_oneTime_isAtMostAThirtySecondTooLong(long nanos) {
    waits.record(nanos);

    assertThat(waits.quantile(0.999) - nanos).isBetween(0L, nanos / 32);
  }

  @Test
  void quantile_twoInAThousandAreLong_findsOneOfThem() {
    for (int i = 0; i < 998; i++) {
      waits.record(20);
    }
    waits.record(1 << 20);
    waits.record(1 << 22);

    assertThat(waits.quantile(0.998)).isEqualTo(20);
    assertThat(waits.quantile(0.999)).isBetween(1L << 20, (1L << 20) + (1L << 15));
    assertThat(waits.quantile(1)).isBetween(1L << 22, (1L << 22) + (1L << 17));
  }

  @Test
  void add_otherTimes_countTogether() {
    WaitTimes others = new WaitTimes();
    waits.record(1);
    others.record(2);
    others.record(3);

    waits.add(others);

    assertThat(waits.quantile(1 / 3.0)).isEqualTo(1);
    assertThat(waits.quantile(2 / 3.0)).isEqualTo(2);
    assertThat(waits.quantile(1)).isEqualTo(3);
  }

  @Test
  void record_clockWentBack_isNoWait() {
    waits.record(-5);

    assertThat(waits.quantile(1)).isZero();
  }

  @Test
  void quantile_nothingRecorded_refuses() {
    assertThatIllegalStateException().isThrownBy(() -> waits.quantile(0.999));
  }
}
