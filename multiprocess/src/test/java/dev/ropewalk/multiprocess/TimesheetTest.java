package dev.ropewalk.multiprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a worker notes of its processes. */
class TimesheetTest {

  private final Timesheet times = new Timesheet();

  private Duration serializing() {
    return times.report("w", OptionalLong.empty(), Optional.empty()).serializing();
  }

  @Test
  void whatAProcessTold_replacesWhatItToldBefore_andAddsToThatOfOthers() {
    times.countProcess();
    times.countTask(5);
    times.countTask(7);
    assertThat(serializing()).isEqualTo(Duration.ofNanos(7));
    times.countReading(100);
    times.countProcess();
    assertThat(serializing()).isEqualTo(Duration.ofNanos(107));
    times.countTask(3);
    assertThat(serializing()).isEqualTo(Duration.ofNanos(110));
  }
}
