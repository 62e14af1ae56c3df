package dev.ropewalk.benchmarks.locks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusyWorkTest {

  @ParameterizedTest
  @CsvSource({"100, 0, 1", "100, 15, 1.7", "1000, 15, 1.7", "1000, 2, 0.3", "100, 40, 3"})
  void tokens_callCostsSomethingBeyondItsTokens_takeTheTimeAskedFor(
      int nanos, double call, double token) {
    LongToDoubleFunction machine = tokens -> call + token * tokens;

    long tokens = BusyWork.tokens(nanos, machine);

    assertThat(machine.applyAsDouble(tokens)).isCloseTo(nanos, Percentage.withPercentage(3));
  }

  @Test
  void tokens_noTime_isNoWork() {
    assertThat(BusyWork.tokens(0)).isZero();
  }

  @Test
  void tokens_machineTooSlow_isTheLeastThereIs() {
    assertThat(BusyWork.tokens(100, tokens -> 500 + tokens)).isEqualTo(1);
  }

  /** Says nothing of the speed of this machine, which others may be using. */
  @Test
  void tokens_thisMachine_moreTimeIsMoreWork() {
    assertThat(BusyWork.tokens(100)).isPositive();
    assertThat(BusyWork.tokens(10_000)).isGreaterThan(BusyWork.tokens(100));
  }
}
