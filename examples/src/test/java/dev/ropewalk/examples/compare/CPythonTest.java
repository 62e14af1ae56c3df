package dev.ropewalk.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.examples.compare.Measurement.Way;
import dev.ropewalk.testkit.Delays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class CPythonTest {

  private static final Job.Size SMALL = new Job.Size(3, 10, 5);
  private static final String NO_PYTHON = "no python3 on the PATH";

  private final List<Measurement> made = new ArrayList<>();

  static final class Measures {
    static void main() {
      IO.println("a warning");
      IO.println("I/O-bound\tCPython 3.99.1\tthreads\t2.5\treply 0,reply 1");
    }
  }

  @Test
  void run_handsOnWhatTheScriptPrints() throws Exception {
    String missing = PlayedPython.by(Measures.class).run(SMALL, 2, made::add);

    assertThat(missing).isEmpty();
    assertThat(made)
        .containsExactly(
            new Measurement(
                "I/O-bound", "CPython 3.99.1", Way.THREADS, 2.5, List.of("reply 0", "reply 1")));
  }

  static final class Fails {
    static void main() {
      IO.println("ModuleNotFoundError: No module named 'hashlib'");
      System.exit(1);
    }
  }

  @Test
  void run_scriptFails_saysWhy() throws Exception {
    assertThat(PlayedPython.by(Fails.class).run(SMALL, 2, made::add))
        .isEqualTo(
            "the script failed with exit code 1: ModuleNotFoundError: No module named 'hashlib'");
  }

  @Test
  void run_noSuchCommand_saysSo() throws Exception {
    assertThat(new CPython(List.of("no-such-python")).run(SMALL, 2, made::add))
        .isEqualTo("no no-such-python on the PATH");
    assertThat(made).isEmpty();
  }

  static final class Lingers {
    static void main() throws InterruptedException {
      IO.println("I/O-bound\tCPython 3.99.1\tthreads\t2.5\treply 0");
      Thread.sleep(Duration.ofDays(1));
    }
  }

  @Test
  void run_otherResultsThanOurs_endsThePython() {
    long before = ProcessHandle.current().children().count();

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                PlayedPython.by(Lingers.class)
                    .run(
                        SMALL,
                        2,
                        _ -> {
                          throw new IllegalStateException("differs");
                        }))
        .withMessage("differs");

    Awaitility.await()
        .atMost(Delays.LONG)
        .until(() -> ProcessHandle.current().children().count() <= before);
  }

  /** With python3 on the PATH, its results are Ropewalk's, in all six runs; without, it says so. */
  @Test
  void run_pythonOnThePath_doesTheSameAsRopewalk() throws Exception {
    RopewalkRuns ropewalk = new RopewalkRuns(2);
    Measurements measurements = new Measurements();
    measurements.add(ropewalk.run(Job.cpuBound(SMALL), Way.SEQUENTIAL));
    measurements.add(ropewalk.run(Job.ioBound(SMALL), Way.SEQUENTIAL));

    String missing =
        CPython.onPath()
            .run(
                SMALL,
                2,
                measurement -> {
                  measurements.add(measurement);
                  made.add(measurement);
                });

    if (!missing.equals(NO_PYTHON)) {
      assertThat(missing).isEmpty();
      assertThat(made).hasSize(6).allMatch(one -> one.platform().matches("\\w+ 3\\.\\d+.*"));
    }
  }
}
