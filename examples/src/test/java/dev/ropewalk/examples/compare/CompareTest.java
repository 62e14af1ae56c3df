package dev.ropewalk.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CompareTest {

  private static final Job.Size SMALL = new Job.Size(2, 10, 5);

  private static String compare(CPython python) throws Exception {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    new Compare(SMALL, python, new PrintStream(shown, true, StandardCharsets.UTF_8)).run();
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void run_withoutPython_showsRopewalksRowsSaysSoAndAdvises() throws Exception {
    String shown = compare(new CPython(List.of("no-such-python")));

    for (String job : List.of("CPU-bound", "I/O-bound")) {
      for (String way : List.of("sequential", "threads", "processes")) {
        assertThat(shown)
            .containsPattern(
                "(?m)^" + job + " +Ropewalk " + way + " +\\d+\\.\\d\\d +\\d+\\.\\d\\d$");
      }
      assertThat(shown)
          .containsPattern("(?m)^For " + job + " work take .+ on Ropewalk \\(.+\\)\\.$");
    }
    assertThat(shown).contains("CPython: no no-such-python on the PATH");
  }

  static final class Measures {
    static void main() {
      IO.println("I/O-bound\tCPython 3.99.1\tsequential\t4.0\treply 0,reply 1");
      IO.println("I/O-bound\tCPython 3.99.1\tthreads\t2.0\treply 0,reply 1");
      IO.println("I/O-bound\tCPython 3.99.1\tprocesses\t2.5\treply 0,reply 1");
    }
  }

  @Test
  void run_withPython_showsItsRowsWithVersionAndSpeedUp() throws Exception {
    assertThat(compare(PlayedPython.by(Measures.class)))
        .containsPattern("(?m)^I/O-bound +CPython 3.99.1 sequential +4.00 +1.00$")
        .containsPattern("(?m)^I/O-bound +CPython 3.99.1 threads +2.00 +2.00$")
        .containsPattern("(?m)^I/O-bound +CPython 3.99.1 processes +2.50 +1.60$")
        .contains("threads on CPython 3.99.1 (2.00 times as fast as sequential code")
        .doesNotContain("CPython:");
  }
}
