package dev.ropewalk.multiprocess;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ropewalk.testkit.Delays;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A CPython interpreter on this machine. {@code python3} must be there; of others, the ones on the path and those that pyenv
 * has installed are used too, so which versions a test ran with depends on the machine: it is printed.
 *
 * @param executable the interpreter itself
 * @param minor of version 3
 */
public record CPython(String executable, int minor) {

  private static final String WHO = "import sys; print(sys.executable); print(sys.version_info[1])";
  private static final int FIRST_WITH_DIGESTS = 12;
  private static final int FIRST_WITH_TRACK = 13;

  /** How a script ended. */
  public record Ended(int exitCode, String output, String errors) {}

  /** The {@code python3} of the path, and one of each later version from 3.13 on that is installed. */
  public static List<CPython> all() {
    return Found.ALL.stream().filter(it -> it.minor != FIRST_WITH_DIGESTS || it.usual()).toList();
  }

  /** The same and 3.12, if it is installed: the first version whose challenges name a digest. */
  public static List<CPython> allAndFirstWithDigests() {
    return Found.ALL;
  }

  private boolean usual() {
    return this.equals(Found.ALL.getFirst());
  }

  /** Not in CPython itself: threads that its methods start must not wait for its own initialization. */
  private static final class Found {
    static final List<CPython> ALL = findAll();
  }

  /** Whether {@code SharedMemory} has this parameter. */
  public boolean hasTrack() {
    return minor >= FIRST_WITH_TRACK;
  }

  private static List<CPython> findAll() {
    Map<Integer, CPython> found = new LinkedHashMap<>();
    CPython usual = ask("python3");
    found.put(usual.minor, usual);
    candidates()
        .map(CPython::ask)
        .filter(it -> it.minor >= FIRST_WITH_DIGESTS)
        .forEach(it -> found.putIfAbsent(it.minor, it));
    System.out.println("CPython versions that the tests run with: " + found.values());
    return List.copyOf(found.values());
  }

  private static Stream<String> candidates() {
    Stream<Path> folders =
        Arrays.stream(Objects.requireNonNull(System.getenv("PATH")).split(":", -1)).map(Path::of);
    Stream<Path> onPath =
        folders.flatMap(folder -> Stream.of("python3.12", "python3.13").map(folder::resolve));
    Path pyenv = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
    List<Path> versions = new ArrayList<>();
    if (Files.isDirectory(pyenv)) {
      try (Stream<Path> files = Files.list(pyenv)) {
        files
            .filter(version -> version.getFileName().toString().matches("3\\.1[2-9]\\..*"))
            .sorted(Comparator.reverseOrder())
            .map(version -> version.resolve("bin/python3"))
            .forEach(versions::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Stream.concat(
            versions.stream(), onPath.filter(file -> !file.toString().contains("shims")))
        .filter(Files::isExecutable)
        .map(Path::toString);
  }

  private static CPython ask(String command) {
    try {
      Ended ended = run(List.of(command, "-c", WHO));
      if (ended.exitCode != 0) {
        throw new AssertionError(command + " does not run: " + ended);
      }
      String[] lines = ended.output.split("\n", -1);
      return new CPython(lines[0], Integer.parseInt(lines[1]));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("these tests need " + command, e);
    }
  }

  /** Starts a script and leaves it running; its errors go where ours go. */
  public Process start(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable, "-c", script));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Runs a script to its end. */
  public Ended run(String script, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(executable, "-c", script));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Runs a script to its end, which must be a good one, and returns what it printed. */
  public String print(String script, String... arguments) throws IOException, InterruptedException {
    Ended ended = run(script, arguments);
    if (ended.exitCode != 0) {
      throw new AssertionError(this + " failed: " + ended);
    }
    return ended.output.strip();
  }

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> output = new CompletableFuture<>();
      CompletableFuture<String> errors = new CompletableFuture<>();
      Thread.startVirtualThread(() -> readAll(process.getInputStream(), output));
      Thread.startVirtualThread(() -> readAll(process.getErrorStream(), errors));
      if (!process.waitFor(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(command + " did not end");
      }
      return new Ended(process.exitValue(), output.join(), errors.join());
    } finally {
      process.destroyForcibly();
    }
  }

  private static void readAll(InputStream stream, CompletableFuture<String> result) {
    try (stream) {
      result.complete(new String(stream.readAllBytes(), UTF_8));
    } catch (IOException e) {
      result.completeExceptionally(e);
    }
  }

  @Override
  public String toString() {
    return "CPython 3." + minor;
  }
}
