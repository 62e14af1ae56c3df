package dev.ropewalk.examples.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own, with the class path of this one. */
final class ChildJvm {

  private ChildJvm() {}

  /**
   * How it ended.
   *
   * @param timedOut whether it had to be killed; then the exit code says nothing
   */
  record Result(boolean timedOut, int exitCode, String output, String errors) {

    @Override
    public String toString() {
      return "%s%noutput:%n%s%nerrors:%n%s"
          .formatted(timedOut ? "timed out" : "exit code " + exitCode, output, errors);
    }
  }

  /** Waits for its end, or kills it and all its children after {@code limit}. */
  static Result run(
      List<Path> firstOnClassPath,
      List<String> options,
      List<String> mainAndArguments,
      Duration limit)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", Compiler.classPath(firstOnClassPath)));
    command.addAll(mainAndArguments);
    try {
      Path output = Files.createTempFile("ropewalk-child", ".out");
      Path errors = Files.createTempFile("ropewalk-child", ".err");
      try {
        return run(command, output, errors, limit);
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result run(List<String> command, Path output, Path errors, Duration limit)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean ended;
    try {
      child.getOutputStream().close();
      ended = child.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      child.descendants().forEach(ProcessHandle::destroyForcibly);
      child.destroyForcibly();
    }
    int exitCode = child.waitFor();
    return new Result(!ended, exitCode, Files.readString(output), Files.readString(errors));
  }
}
