package dev.ropewalk.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs another program to its end. */
final class Command {

  private Command() {}

  /**
   * What the program printed.
   *
   * @param directory where it runs, and where files with its output are left
   * @throws IOException if it cannot be started, fails, or does not end in time; then it is killed
   */
  static String output(List<String> command, Path directory, Duration limit)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    Path errors = directory.resolve("errors.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(command + " did not end within " + limit.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "%s ended with exit code %d: %s"
                .formatted(command, process.exitValue(), Files.readString(errors).strip()));
      }
      return Files.readString(output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
