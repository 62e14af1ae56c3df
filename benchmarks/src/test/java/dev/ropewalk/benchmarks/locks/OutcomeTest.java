package dev.ropewalk.benchmarks.locks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {

  @Test
  void fairness_sameForAll_isOne() {
    assertThat(Outcome.fairness(7, 7, 7)).isEqualTo(1);
  }

  @Test
  void fairness_differentShares_isTheSmallestOverTheLargest() {
    assertThat(Outcome.fairness(30, 10, 40, 20)).isEqualTo(0.25);
  }

  @Test
  void fairness_oneGotNothing_isZero() {
    assertThat(Outcome.fairness(5, 0)).isZero();
  }
}
