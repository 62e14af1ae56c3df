package dev.ropewalk.async;

import org.junit.jupiter.api.Test;

/**
 * Runs the random programs of {@code structures.py} and compares each step, with the time, the count of cancellations and the
 * value of a context variable at it, with what CPython 3.13 did: {@code structures.txt} holds its checksums.
 */
class RecordedStructuresTest {

  @Test
  void randomPrograms_takeTheSameStepsAsInCPython() throws Exception {
    RecordedPrograms.assertSameSteps(
        RecordedStructuresTest.class, "structures", seed -> new StructureProgram(seed)::main);
  }
}
