package dev.ropewalk.async.sync;

import dev.ropewalk.async.RecordedPrograms;
import org.junit.jupiter.api.Test;

/**
 * Runs the random programs of {@code schedules.py} and compares each step, with the state of all primitives after it, with
 * what CPython 3.13 did: {@code schedules.txt} holds its checksums.
 */
class RecordedSchedulesTest {

  @Test
  void randomPrograms_takeTheSameStepsAsInCPython() throws Exception {
    RecordedPrograms.assertSameSteps(
        RecordedSchedulesTest.class, "schedules", seed -> new ScheduleProgram(seed)::run);
  }
}
