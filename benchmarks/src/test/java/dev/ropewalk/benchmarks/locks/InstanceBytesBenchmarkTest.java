package dev.ropewalk.benchmarks.locks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstanceBytesBenchmarkTest {

  /** An array has the same size in every JVM, but for its header. */
  @Test
  void bytes_arrays_areExact() {
    assertThat(bytesOfArray(128) - bytesOfArray(64)).isEqualTo(64);
  }

  @Test
  void bytes_moreThanTheInstance_countsAllThatWasMade() {
    double one = bytesOfArray(64);

    assertThat(InstanceBytesBenchmark.bytes(() -> new Object[][] {new Object[0], {}}))
        .isGreaterThan(InstanceBytesBenchmark.bytes(() -> new Object[2][]));
    assertThat(one).isBetween(72.0, 96.0);
  }

  private static double bytesOfArray(int length) {
    return InstanceBytesBenchmark.bytes(() -> new byte[length]);
  }
}
