package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void of_oddNumber_medianIsTheMiddleOne() {
    assertThat(Spread.of(9, 1, 5, 100, 3)).isEqualTo(new Spread(5, 1, 100, 5));
  }

  @Test
  void of_evenNumber_medianIsTheMeanOfTheMiddleTwo() {
    assertThat(Spread.of(8, 1, 3, 100)).isEqualTo(new Spread(5.5, 1, 100, 4));
  }

  @Test
  void of_one_isAllThree() {
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7, 1));
  }

  @Test
  void of_none_refuses() {
    assertThatIllegalArgumentException().isThrownBy(Spread::of);
  }

  @Test
  void of_array_leavesItAsItWas() {
    double[] figures = {3, 1, 2};

    Spread.of(figures);

    assertThat(figures).containsExactly(3, 1, 2);
  }

  @Test
  void overlaps_apartTouchingAndInside() {
    Spread middle = Spread.of(2, 4);

    assertThat(middle.overlaps(Spread.of(4.1, 9))).isFalse();
    assertThat(middle.overlaps(Spread.of(0, 1.9))).isFalse();
    assertThat(middle.overlaps(Spread.of(4, 9))).isTrue();
    assertThat(middle.overlaps(Spread.of(0, 2))).isTrue();
    assertThat(middle.overlaps(Spread.of(3))).isTrue();
    assertThat(middle.overlaps(Spread.of(0, 9))).isTrue();
  }
}
