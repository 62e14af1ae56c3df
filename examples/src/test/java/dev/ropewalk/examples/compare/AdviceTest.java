package dev.ropewalk.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.examples.compare.Measurement.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdviceTest {

  private final Measurements measurements = new Measurements();

  private void measured(
      String job, String platform, double sequential, double threads, double processes) {
    measurements.add(new Measurement(job, platform, Way.SEQUENTIAL, sequential, List.of()));
    measurements.add(new Measurement(job, platform, Way.THREADS, threads, List.of()));
    measurements.add(new Measurement(job, platform, Way.PROCESSES, processes, List.of()));
  }

  @Test
  void of_threadsAsFastAsProcesses_prefersThreads() {
    measured("Sums", "Ropewalk", 2, 1, 0.95);

    assertThat(Advice.of(measurements))
        .containsExactly(
            "For Sums work take threads on Ropewalk (2.00 times as fast as sequential code, processes 2.11 times).");
  }

  @Test
  void of_processesClearlyFaster_prefersProcesses() {
    measured("Sums", "CPython 3", 4, 4.1, 2);

    assertThat(Advice.of(measurements))
        .containsExactly(
            "For Sums work take processes on CPython 3 (2.00 times as fast as sequential code, threads 0.98 times).");
  }

  @Test
  void of_nothingClearlyFaster_prefersSequentialCode() {
    measured("Sums", "Ropewalk", 1, 0.9, 2);

    assertThat(Advice.of(measurements))
        .containsExactly(
            "For Sums work take sequential code on Ropewalk (threads are 1.11 times as fast, processes 0.50 times).");
  }

  @Test
  void of_twoPlatforms_isOneSentenceForEachJob() {
    measured("Sums", "Ropewalk", 2, 1, 2);
    measured("Waits", "Ropewalk", 2, 1, 1);
    measured("Sums", "CPython 3", 4, 4, 2);
    measured("Waits", "CPython 3", 2, 1, 1);

    assertThat(Advice.of(measurements))
        .hasSize(2)
        .allMatch(sentence -> sentence.contains("Ropewalk") && sentence.contains("CPython 3"));
  }

  @Test
  void of_platformWithoutAllRuns_isLeftOut() {
    measured("Sums", "Ropewalk", 2, 1, 2);
    measurements.add(new Measurement("Sums", "CPython 3", Way.SEQUENTIAL, 4, List.of()));

    assertThat(Advice.of(measurements)).hasSize(1).noneMatch(line -> line.contains("CPython"));
  }
}
