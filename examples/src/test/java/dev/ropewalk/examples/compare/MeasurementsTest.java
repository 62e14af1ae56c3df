package dev.ropewalk.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.examples.compare.Measurement.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MeasurementsTest {

  private final Measurements measurements = new Measurements();

  @Test
  void speedUp_isAgainstTheSequentialRunOfTheSamePlatform() {
    measurements.add(new Measurement("Sums", "A", Way.SEQUENTIAL, 3, List.of("6")));
    measurements.add(new Measurement("Sums", "B", Way.SEQUENTIAL, 8, List.of("6")));
    measurements.add(new Measurement("Sums", "B", Way.THREADS, 2, List.of("6")));

    assertThat(measurements.speedUp("Sums", "B", Way.THREADS)).isEqualTo(4);
    assertThat(measurements.speedUp("Sums", "A", Way.SEQUENTIAL)).isEqualTo(1);
  }

  @Test
  void add_otherResultsThanBefore_throws() {
    measurements.add(new Measurement("Sums", "A", Way.SEQUENTIAL, 3, List.of("6")));
    measurements.add(new Measurement("Waits", "A", Way.SEQUENTIAL, 3, List.of("done")));

    assertThatIllegalStateException()
        .isThrownBy(
            () -> measurements.add(new Measurement("Sums", "B", Way.THREADS, 1, List.of("7"))))
        .withMessage(
            "B threads got other results than A sequential in the Sums job: [7] instead of [6]");
  }
}
