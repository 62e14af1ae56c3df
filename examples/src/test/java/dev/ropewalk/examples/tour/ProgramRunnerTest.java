package dev.ropewalk.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgramRunnerTest {

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final List<String> echo = new CopyOnWriteArrayList<>();

  private ProgramRunner.Result run(Class<?> program, Duration limit, Duration grace)
      throws IOException, InterruptedException {
    return new ProgramRunner(limit, grace).run(program, echo::add);
  }

  private ProgramRunner.Result run(Class<?> program) throws IOException, InterruptedException {
    return run(program, Delays.LONG, Delays.LONG);
  }

  static final class PrintsTwoLines {
    static void main() throws InterruptedException {
      System.out.println("one");
      Thread.sleep(PAUSE);
      System.out.println("two");
    }
  }

  @Test
  void run_program_keepsItsLinesWithTheirTimes() throws Exception {
    ProgramRunner.Result result = run(PrintsTwoLines.class);

    assertThat(result.faults()).isEmpty();
    assertThat(result.output()).extracting(OutputLine::text).containsExactly("one", "two");
    assertThat(result.output().get(1).since(result.output().get(0)))
        .isGreaterThanOrEqualTo(PAUSE.minus(Comparison.SEEN_LATE));
    assertThat(echo).containsExactly("one", "two");
  }

  static final class Exits3 {
    static void main() {
      System.out.println("bye");
      System.exit(3);
    }
  }

  @Test
  void run_exitCodeOtherThan0_isAFault() throws Exception {
    ProgramRunner.Result result = run(Exits3.class);

    assertThat(result.faults()).containsExactly("exit code 3, expected 0");
    assertThat(result.output()).extracting(OutputLine::text).containsExactly("bye");
  }

  static final class FailsInAThread {
    static void main() {
      Thread.ofPlatform()
          .start(
              () -> {
                throw new IllegalStateException("three inside");
              });
    }
  }

  @Test
  void run_failureInAThread_isAFaultThoughTheExitCodeIs0() throws Exception {
    ProgramRunner.Result result = run(FailsInAThread.class);

    assertThat(result.faults()).containsExactly("it printed to standard error");
    assertThat(echo).anyMatch(line -> line.contains("three inside"));
  }

  static final class NeverEnds {
    static void main() throws InterruptedException {
      System.out.println("on and on");
      Thread.sleep(Duration.ofDays(1));
    }
  }

  @Test
  void run_noEndWithinTheLimit_isStoppedAndAFault() throws Exception {
    ProgramRunner.Result result = run(NeverEnds.class, Duration.ofSeconds(1), Delays.LONG);

    assertThat(result.faults()).contains("still running after 1 s, stopped");
  }

  static final class LeavesAProcess {
    static void main() throws IOException {
      Process left =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-classpath",
                  System.getProperty("java.class.path"),
                  NeverEnds.class.getName())
              .inheritIO()
              .start();
      System.out.println(left.pid());
    }
  }

  @Test
  void run_processLeftBehind_isAFault() throws Exception {
    ProgramRunner.Result result = run(LeavesAProcess.class, Delays.LONG, Delays.MEDIUM);
    String pid = echo.stream().filter(line -> line.matches("\\d+")).findFirst().orElseThrow();
    ProcessHandle left = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    left.destroyForcibly();

    assertThat(result.faults()).containsExactly("a process that it started outlives it");
    left.onExit().get(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS);
  }
}
