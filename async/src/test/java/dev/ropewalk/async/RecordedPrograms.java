package dev.ropewalk.async;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.CRC32;

/** Random programs of which a file says what CPython 3.13 did in them. */
public final class RecordedPrograms {

  private RecordedPrograms() {}

  /**
   * Runs the program of each seed, and compares what happened with the checksum in that line of the file.
   *
   * @param name of the file, and of the Python program beside it that made it
   * @param programs the main coroutine for a seed, which returns what happened
   */
  public static void assertSameSteps(
      Class<?> beside, String name, IntFunction<Coroutine<String>> programs) throws Exception {
    List<String> recorded = recorded(beside, name + ".txt");
    assertThat(recorded).hasSizeGreaterThanOrEqualTo(1_000);
    for (int seed = 0; seed < recorded.size(); seed++) {
      String trace = TestRun.run(programs.apply(seed));
      CRC32 checksum = new CRC32();
      checksum.update(trace.getBytes(UTF_8));
      assertThat("%08x".formatted(checksum.getValue()))
          .as("seed %d: compare with `python3.13 %s.py trace %d`%n%s%n", seed, name, seed, trace)
          .isEqualTo(recorded.get(seed));
    }
  }

  private static List<String> recorded(Class<?> beside, String file) throws IOException {
    try (InputStream in = beside.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
