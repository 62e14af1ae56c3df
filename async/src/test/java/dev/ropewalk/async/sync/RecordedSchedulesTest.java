package dev.ropewalk.async.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.async.TestRun;
import java.io.InputStream;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Runs the random programs of {@code schedules.py} and compares each step, with the state of all primitives after it, with
 * what CPython 3.13 did: {@code schedules.txt} holds its checksums.
 */
class RecordedSchedulesTest {

  @Test
  void randomPrograms_takeTheSameStepsAsInCPython() throws Exception {
    List<String> recorded = recorded();
    assertThat(recorded).hasSizeGreaterThanOrEqualTo(1_000);
    for (int seed = 0; seed < recorded.size(); seed++) {
      ScheduleProgram program = new ScheduleProgram(seed);
      String trace = TestRun.run(program::run);
      CRC32 checksum = new CRC32();
      checksum.update(trace.getBytes(UTF_8));
      assertThat("%08x".formatted(checksum.getValue()))
          .as(
              "seed %d, %s: compare with `python3.13 schedules.py trace %d`%n%s",
              seed, program.ops(), seed, trace)
          .isEqualTo(recorded.get(seed));
    }
  }

  private static List<String> recorded() throws Exception {
    try (InputStream in = RecordedSchedulesTest.class.getResourceAsStream("schedules.txt")) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
