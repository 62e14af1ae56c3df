package dev.ropewalk.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, for what only a whole process can show: exit codes, what is printed at the end, which
 * threads keep it alive. Never outlives the call.
 *
 * @param exitCode as the operating system saw it
 * @param output what it printed, line by line
 * @param errors what it printed to the error stream, line by line
 */
public record ChildProgram(int exitCode, List<String> output, List<String> errors) {

  private static final Duration LIMIT = Delays.LONG;

  /** Runs the main method of a class on this JVM's class path, with native access, and waits for its end. */
  public static ChildProgram run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(List.of("--enable-native-access=ALL-UNNAMED"), main, arguments);
  }

  /** The same with these options for the JVM. */
  public static ChildProgram run(List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    try {
      CompletableFuture<List<String>> output = readInBackground(process.getInputStream());
      CompletableFuture<List<String>> errors = readInBackground(process.getErrorStream());
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(main.getName() + " did not end within " + LIMIT);
      }
      return new ChildProgram(process.exitValue(), output.join(), errors.join());
    } finally {
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<List<String>> readInBackground(InputStream stream) {
    CompletableFuture<List<String>> lines = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try (stream) {
            lines.complete(
                new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
          } catch (IOException e) {
            lines.completeExceptionally(new UncheckedIOException(e));
          }
        });
    return lines;
  }
}
