package dev.ropewalk.examples.tour;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a class with {@code main} in a JVM of its own and records what it prints, line by line as it arrives. */
final class ProgramRunner {
  /*
   * Two threads read, one per stream, so that neither pipe fills up; each alone adds to its list. Both are daemons and
   * the wait for their ends is limited: a process that the program left behind may keep the pipes open for ever. So a list
   * may be read while its reader still adds to it.
   */

  /** Variables that would change the program's JVM, and make it say so on standard error. */
  private static final List<String> OPTION_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private final Duration limit;
  private final Duration grace;

  /** A runner that stops programs which take longer than the limit, and waits so long for output after their ends. */
  ProgramRunner(Duration limit, Duration grace) {
    this.limit = limit;
    this.grace = grace;
  }

  /**
   * How a program ended.
   *
   * @param faults what is wrong whatever it should print: it did not end by itself with exit code 0, or it printed to
   *     standard error
   */
  record Result(List<OutputLine> output, List<String> faults) {}

  /** Runs the program to its end and hands on each line as it arrives. */
  Result run(Class<?> program, Consumer<String> echo) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command(program));
    builder.environment().keySet().removeAll(OPTION_VARIABLES);
    Process process = builder.start();
    process.getOutputStream().close();
    Reader output = new Reader(process.inputReader(), echo);
    Reader errors = new Reader(process.errorReader(), echo);
    List<String> faults = new ArrayList<>();
    if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      if (process.exitValue() != 0) {
        faults.add("exit code " + process.exitValue() + ", expected 0");
      }
    } else {
      faults.add("still running after " + limit.toSeconds() + " s, stopped");
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    if (!output.awaitEnd(grace) || !errors.awaitEnd(grace)) {
      faults.add("a process that it started outlives it");
    }
    if (!errors.lines.isEmpty()) {
      faults.add("it printed to standard error");
    }
    return new Result(List.copyOf(output.lines), List.copyOf(faults));
  }

  /** Quick to start: these programs end before a better compiler or collector would pay. */
  private static List<String> command(Class<?> program) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "--enable-native-access=ALL-UNNAMED",
        "-classpath",
        System.getProperty("java.class.path"),
        program.getName());
  }

  private static final class Reader {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<OutputLine> lines = new CopyOnWriteArrayList<>();

    Reader(BufferedReader in, Consumer<String> echo) {
      Thread.ofPlatform().daemon().name("output of an example").start(() -> read(in, echo));
    }

    private void read(BufferedReader in, Consumer<String> echo) {
      try (in) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          lines.add(new OutputLine(line, System.nanoTime()));
          echo.accept(line);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        ended.countDown();
      }
    }

    boolean awaitEnd(Duration limit) throws InterruptedException {
      return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
