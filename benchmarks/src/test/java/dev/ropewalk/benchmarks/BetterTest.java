package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BetterTest {

  @Test
  void ratio_higherIsBetter_isAboveOneIfRopewalkIsHigher() {
    assertThat(Better.HIGHER.ratio(30, 10)).hasValue(3);
    assertThat(Better.HIGHER.ratio(10, 40)).hasValue(0.25);
  }

  @Test
  void ratio_lowerIsBetter_isAboveOneIfRopewalkIsLower() {
    assertThat(Better.LOWER.ratio(10, 30)).hasValue(3);
    assertThat(Better.LOWER.ratio(40, 10)).hasValue(0.25);
  }

  @Test
  void ratio_zero_isEmptyWhereItWouldBeInfinite() {
    assertThat(Better.LOWER.ratio(0, 5)).isEmpty();
    assertThat(Better.HIGHER.ratio(5, 0)).isEmpty();
    assertThat(Better.LOWER.ratio(5, 0)).hasValue(0);
    assertThat(Better.HIGHER.ratio(0, 5)).hasValue(0);
    assertThat(Better.HIGHER.ratio(0, 0)).hasValue(1);
    assertThat(Better.LOWER.ratio(0, 0)).hasValue(1);
  }
}
