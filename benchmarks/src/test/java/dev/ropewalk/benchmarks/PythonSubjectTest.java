package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.benchmarks.threads.ThreadsGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts that stand in for an interpreter; the real one runs in {@link BenchTest}. */
class PythonSubjectTest {

  private static final Effort EFFORT = new Effort(5, 2, 3, Duration.ofMillis(250));

  @TempDir private Path temp;

  @Test
  void find_interpreterThere_isNamedWithItsVersion() throws Exception {
    Python python = Python.find(interpreter("echo 1 us/op"));

    assertThat(python.missing()).isEmpty();
    assertThat(python.name()).isEqualTo("CPython 3.99.1");
  }

  @Test
  void find_noInterpreter_isMissingWithTheReason() throws Exception {
    Python python = Python.find("no-such-python");

    assertThat(python.missing()).get().asString().startsWith("no-such-python does not run: ");
    assertThat(python.name()).isEqualTo("CPython (no-such-python)");
    assertThat(python.script(PythonSubjectTest.class, "x.py").missing())
        .isEqualTo(python.missing());
  }

  @Test
  void measure_script_getsTimesArgumentsAndTheSharedModuleAndItsLinesAreFigures() throws Exception {
    String interpreter =
        interpreter(
            "test -f \"$1\" && test -f ropewalk_bench.py && echo \"$3 us/op\" && echo \"$4 $2 us/op\"");
    PythonSubject subject =
        Python.find(interpreter).script(ThreadsGroup.class, "start_join.py", "CPU");

    assertThat(subject.measure(EFFORT))
        .containsExactly(new Figure("", 0.75, "us/op"), new Figure("CPU", 0.5, "us/op"));
  }

  @Test
  void of_subject_isNamedAfterTheInterpreterAndTheWay() throws Exception {
    PythonSubject subject = subject(interpreter("echo 3 us/op"));

    PythonSubject other = subject.of("SimpleQueue");

    assertThat(other.name()).isEqualTo("CPython 3.99.1 SimpleQueue");
    assertThat(other.measure(EFFORT)).isEqualTo(subject.measure(EFFORT));
    assertThat(subject.name()).isEqualTo("CPython 3.99.1");
  }

  @Test
  void measure_scriptFails_tellsExitCodeAndErrors() throws Exception {
    PythonSubject subject = subject(interpreter("echo frayed >&2; exit 3"));

    assertThatThrownBy(() -> subject.measure(EFFORT))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("exit code 3", "frayed");
  }

  @Test
  void output_programDoesNotEnd_isKilled() throws Exception {
    List<String> command = List.of("sh", "-c", "echo $$ > pid; sleep 600");

    assertThatThrownBy(() -> Command.output(command, temp, Duration.ofSeconds(2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not end within 2 s");
    long pid = Long.parseLong(Files.readString(temp.resolve("pid")).strip());
    ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
  }

  private static PythonSubject subject(String interpreter) throws Exception {
    return Python.find(interpreter).script(ThreadsGroup.class, "start_join.py");
  }

  /** A program that says who it is and otherwise runs the given commands of the shell. */
  private String interpreter(String commands) throws IOException {
    Path program = temp.resolve("python");
    Files.writeString(
        program, "#!/bin/sh\nif [ \"$1\" = -c ]; then echo CPython 3.99.1; exit; fi\n" + commands);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program.toString();
  }
}
