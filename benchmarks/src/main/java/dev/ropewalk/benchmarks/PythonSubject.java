package dev.ropewalk.benchmarks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Python script, run once per round as {@code script.py <seconds of warm-up> <seconds measured>} with arguments of its own
 * behind. It prints its figures as {@link Figure#parse} reads them; {@code ropewalk_bench.py}, which lies beside it when it runs, does that and the timing.
 */
public final class PythonSubject implements Subject {

  private static final String SHARED = "ropewalk_bench.py";
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Python python;
  private final Class<?> beside;
  private final String script;
  private final List<String> arguments;
  private final String name;

  PythonSubject(Python python, Class<?> beside, String script, List<String> arguments) {
    this(python, beside, script, arguments, python.name());
  }

  private PythonSubject(
      Python python, Class<?> beside, String script, List<String> arguments, String name) {
    this.python = python;
    this.beside = beside;
    this.script = script;
    this.arguments = List.copyOf(arguments);
    this.name = name;
  }

  /** The same, whose name says which of Python's ways it measures: {@code CPython 3.11.7 SimpleQueue}. */
  public PythonSubject of(String what) {
    return new PythonSubject(python, beside, script, arguments, python.name() + " " + what);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> missing() {
    return python.missing();
  }

  @Override
  public List<Figure> measure(Effort effort) throws IOException, InterruptedException {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      copy(PythonSubject.class, SHARED, folder.path());
      copy(beside, script, folder.path());
      List<String> command = new ArrayList<>();
      command.add(python.command());
      command.add(script);
      command.add(seconds(effort.warmup()));
      command.add(seconds(effort.measurement()));
      command.addAll(arguments);
      Duration limit = effort.warmup().plus(effort.measurement()).plus(GRACE);
      return Command.output(command, folder.path(), limit).lines().map(Figure::parse).toList();
    }
  }

  private static void copy(Class<?> beside, String resource, Path folder) throws IOException {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(
            "no resource " + resource + " in " + beside.getPackageName());
      }
      Files.copy(in, folder.resolve(resource));
    }
  }

  private static String seconds(Duration duration) {
    return String.valueOf(duration.toMillis() / 1000.0);
  }
}
