package dev.ropewalk.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java program, run once per round in a JVM of its own with the flags of a plain user. For what JMH can't measure, such as the memory of
 * the process. It prints its figures as {@link Figure#parse} reads them.
 */
public final class ProgramSubject implements Subject {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final String name;
  private final Class<?> program;
  private final List<String> arguments;

  private ProgramSubject(String name, Class<?> program, List<String> arguments) {
    this.name = name;
    this.program = program;
    this.arguments = arguments;
  }

  /** A subject of the given name. */
  public static ProgramSubject of(String name, Class<?> program, String... arguments) {
    return new ProgramSubject(name, program, List.of(arguments));
  }

  /** What Ropewalk does. */
  public static ProgramSubject ropewalk(Class<?> program, String... arguments) {
    return of(ROPEWALK, program, arguments);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Figure> measure(Effort effort) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(arguments);
    try (TemporaryFolder folder = new TemporaryFolder()) {
      return Command.output(command, folder.path(), LIMIT).lines().map(Figure::parse).toList();
    }
  }
}
