package dev.ropewalk.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Python interpreter.
 *
 * @param command how to start it
 * @param name what it is, with its version: {@code CPython 3.11.7}; without version if it is not there
 * @param missing why it cannot be used; empty if it can
 */
public record Python(String command, String name, Optional<String> missing) {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String WHO =
      "import platform as p; print(p.python_implementation(), p.python_version())";

  /** The interpreter that a shell would find under this name, or at this path. */
  public static Python find(String command) throws InterruptedException {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      String name = Command.output(List.of(command, "-c", WHO), folder.path(), LIMIT).strip();
      return new Python(command, name, Optional.empty());
    } catch (IOException e) {
      return new Python(
          command,
          "CPython (" + command + ")",
          Optional.of(command + " does not run: " + e.getMessage()));
    }
  }

  /**
   * Measures with a script of this interpreter.
   *
   * @param beside a class in whose package the script is found as a resource
   * @param arguments for the script, after the two times
   */
  public PythonSubject script(Class<?> beside, String script, String... arguments) {
    return new PythonSubject(this, beside, script, List.of(arguments));
  }
}
