package dev.ropewalk.examples.compare;

import dev.ropewalk.examples.compare.Measurement.Way;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Runs the same jobs in CPython, by a script that prints a line for each measurement. */
final class CPython {

  private static final String SCRIPT = "/compare.py";
  private static final long LIMIT_SECONDS = 60;
  private static final int FIELDS = 5;

  private final List<String> command;

  /** The Python that this command starts; the script and its arguments are added to it. */
  CPython(List<String> command) {
    this.command = command;
  }

  /** The one on the PATH. */
  static CPython onPath() {
    return new CPython(List.of("python3"));
  }

  /**
   * Runs the script and hands on each measurement as it comes.
   *
   * @return why there are no more measurements, or the empty string if all were made
   */
  String run(Job.Size size, int workers, Consumer<Measurement> each)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("ropewalk-compare", ".py");
    try {
      try (InputStream in = CPython.class.getResourceAsStream(SCRIPT)) {
        if (in == null) {
          throw new IllegalStateException(SCRIPT + " is not on the class path");
        }
        Files.write(script, in.readAllBytes());
      }
      List<String> line = new ArrayList<>(command);
      line.add(script.toString());
      for (int number : List.of(size.pieces(), size.hashes(), size.waitMillis(), workers)) {
        line.add(String.valueOf(number));
      }
      Process python;
      try {
        python = new ProcessBuilder(line).redirectErrorStream(true).start();
      } catch (IOException e) {
        return "no " + command.getFirst() + " on the PATH";
      }
      return read(python, each);
    } finally {
      Files.delete(script);
    }
  }

  private static String read(Process python, Consumer<Measurement> each)
      throws IOException, InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS)
        .execute(
            () -> {
              stopped.set(python.isAlive());
              kill(python);
            });
    String last = "";
    try (BufferedReader lines = python.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split("\t", -1);
        if (fields.length == FIELDS) {
          each.accept(measurement(fields));
        } else {
          last = line;
        }
      }
    } catch (IllegalStateException e) { // it got other results
      kill(python);
      throw e;
    }
    int exitCode = python.waitFor();
    if (stopped.get()) {
      return "stopped after " + LIMIT_SECONDS + " s";
    }
    return exitCode == 0 ? "" : "the script failed with exit code " + exitCode + ": " + last;
  }

  private static void kill(Process python) {
    python.descendants().forEach(ProcessHandle::destroyForcibly);
    python.destroyForcibly();
  }

  private static Measurement measurement(String[] fields) {
    return new Measurement(
        fields[0],
        fields[1],
        Way.valueOf(fields[2].toUpperCase(Locale.ROOT)),
        Double.parseDouble(fields[3]),
        List.of(fields[4].split(",")));
  }
}
