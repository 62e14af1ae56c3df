package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FigureTest {

  @Test
  void parse_valueAndUnit_isTheMainFigure() {
    assertThat(Figure.parse(" 3.5e-2 us/op ")).isEqualTo(new Figure("", 0.035, "us/op"));
  }

  @Test
  void parse_nameOfSeveralWords_keepsIt() {
    assertThat(Figure.parse("p99.9 of acquire 12 us"))
        .isEqualTo(new Figure("p99.9 of acquire", 12, "us"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "us/op", "fast us/op", "CPU us/op 12", "NaN us/op"})
  void parse_anythingElse_refuses(String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> Figure.parse(line));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void construct_noUsableNumber_refuses(double value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Figure("", value, "us/op"));
  }
}
