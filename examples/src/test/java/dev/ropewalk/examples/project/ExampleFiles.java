package dev.ropewalk.examples.project;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The examples that READMEs show: programs that print what they say they print. */
final class ExampleFiles {

  private static final String FOLDER = "examples/src/main/java/dev/ropewalk/examples";
  private static final String PRINTS = "// prints:";

  /** Packages with tests and commands of their own. */
  private static final Set<String> RUN_ELSEWHERE = Set.of("tour", "compare");

  /** Short programs: what starts soonest. */
  private static final List<String> OPTIONS =
      List.of(
          "-ea",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1");

  private ExampleFiles() {}

  /** Example files, in folders named after modules, that mark a region for a README. */
  static List<Path> find(Project project) {
    Path folder = project.root().resolve(FOLDER);
    return Project.files(folder, ".java").stream()
        .filter(file -> !RUN_ELSEWHERE.contains(folder.relativize(file).getName(0).toString()))
        .filter(file -> Project.read(file).contains(MarkdownRules.SNIPPET_START))
        .toList();
  }

  /**
   * Runs an example in a JVM of its own. Returns what is wrong; an empty string if it ended with 0 and printed the lines
   * that its comments {@code // prints:} tell.
   */
  static String fault(Project project, Path file, List<Path> classPath, Duration limit)
      throws InterruptedException {
    String text = Project.read(file);
    String name = project.relative(file);
    List<String> expected =
        text.lines()
            .map(String::strip)
            .filter(line -> line.startsWith(PRINTS))
            .map(line -> line.substring(PRINTS.length()).replaceFirst("^ ", ""))
            .toList();
    if (expected.isEmpty()) {
      return name + " does not say what it prints: end it with comments // prints: <line>";
    }
    if (!text.contains("static void main(String[] args)")) {
      return name + " has no public static void main(String[] args): add one";
    }
    String main =
        name.replaceAll("^examples/src/main/java/", "")
            .replaceAll("\\.java$", "")
            .replace('/', '.');
    ChildJvm.Result result = ChildJvm.run(classPath, OPTIONS, List.of(main), limit);
    if (result.timedOut() || result.exitCode() != 0) {
      return name + " did not end well: " + result;
    }
    List<String> printed = result.output().lines().map(String::stripTrailing).toList();
    return printed.equals(expected)
        ? ""
        : "%s printed other lines than it says:%nsays:    %s%nprinted: %s%n%s"
            .formatted(name, expected, printed, result.errors());
  }
}
