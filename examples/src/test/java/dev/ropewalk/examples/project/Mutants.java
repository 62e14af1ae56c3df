package dev.ropewalk.examples.project;

import dev.ropewalk.testkit.MutantProbe;
import dev.ropewalk.threads.ChildThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Seeded mutants, one or more for each section, in {@code parity/mutants.tsv}: a change of a main source file that a test
 * of a scenario must notice.
 */
final class Mutants {

  static final String FILE = "parity/mutants.tsv";

  private static final List<String> HEADER =
      List.of("section", "scenario", "test", "source", "original", "mutated");

  private final Project project;
  private final Duration limit;

  /** Mutants of a project; a test that runs longer than {@code limit} counts as failed. */
  Mutants(Project project, Duration limit) {
    this.project = project;
    this.limit = limit;
  }

  static Tsv read(String text) {
    return Tsv.parse(FILE, text, HEADER);
  }

  /** Each section with a tested row has a mutant, and each mutant belongs to a tested row and a test of it. */
  static List<String> check(Tsv mutants, List<Parity> scenarios, List<Covering> tests) {
    List<String> wrong = new ArrayList<>(mutants.wrong());
    for (Tsv.Row mutant : mutants.rows()) {
      if (!isTestedRow(mutant, scenarios)) {
        wrong.add(
            mutant.fault(
                "%s is no row of section %s with status test: name one that is"
                    .formatted(mutant.get("scenario"), mutant.get("section"))));
      }
      if (!isCovered(mutant, tests)) {
        wrong.add(
            mutant.fault(
                "%s does not cover %s: name a test whose @CoversScenario does"
                    .formatted(mutant.get("test"), mutant.get("scenario"))));
      }
    }
    Set<String> withMutant =
        mutants.rows().stream().map(row -> row.get("section")).collect(Collectors.toSet());
    Set<String> tested =
        scenarios.stream()
            .filter(
                parity ->
                    parity.table().rows().stream()
                        .anyMatch(row -> row.get("status").equals("test")))
            .map(Parity::section)
            .collect(Collectors.toCollection(TreeSet::new));
    tested.removeAll(withMutant);
    tested.forEach(
        section ->
            wrong.add(
                "section %s has tested rows but no mutant: add one to %s"
                    .formatted(section, FILE)));
    return wrong;
  }

  private static boolean isTestedRow(Tsv.Row mutant, List<Parity> scenarios) {
    return scenarios.stream()
        .filter(parity -> parity.section().equals(mutant.get("section")))
        .flatMap(parity -> parity.table().rows().stream())
        .anyMatch(
            row ->
                row.get("id").equals(mutant.get("scenario")) && row.get("status").equals("test"));
  }

  private static boolean isCovered(Tsv.Row mutant, List<Covering> tests) {
    return tests.stream()
        .anyMatch(
            test ->
                test.id().equals(mutant.get("scenario"))
                    && test.test().equals(mutant.get("test"))
                    && test.fault().isEmpty());
  }

  /** Returns what is wrong with the mutant or its test; an empty string if the test passes without it and fails with it. */
  String fault(Tsv.Row mutant, Path work) throws InterruptedException, ExecutionException {
    Path source = project.root().resolve(mutant.get("source"));
    if (!Files.exists(source)) {
      return mutant.fault("there is no file " + mutant.get("source"));
    }
    String text = Project.read(source);
    long places =
        Pattern.compile(mutant.get("original"), Pattern.LITERAL).matcher(text).results().count();
    if (!mutant.has("original") || places != 1) {
      return mutant.fault(
          "the original text is %d times in %s: choose text that is there once"
              .formatted(places, mutant.get("source")));
    }
    Optional<Project.Module> tested = moduleOf(mutant.get("test"));
    if (tested.isEmpty()) {
      return mutant.fault("no module has the test class of " + mutant.get("test"));
    }
    List<Path> classPath = new ArrayList<>(tested.get().testClasses());
    classPath.addAll(tested.get().classes());
    String module = mutant.get("source").replaceAll("/.*", "");
    classPath.addAll(new Project.Module(module, project.root().resolve(module)).classes());
    String mutated = text.replace(mutant.get("original"), mutant.get("mutated"));
    String errors = compile(mutated, source.getFileName(), work, classPath);
    return errors.isEmpty()
        ? run(mutant, classPath, work.resolve("classes"))
        : mutant.fault("the mutant does not compile: " + errors);
  }

  private static String compile(String text, Path name, Path work, List<Path> classPath) {
    Path copy = work.resolve(name);
    try {
      Files.createDirectories(work);
      Files.writeString(copy, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Compiler.compile(List.of(copy), work.resolve("classes"), classPath);
  }

  /** Runs the test without the mutant and, beside it, with it. */
  private String run(Tsv.Row mutant, List<Path> classPath, Path mutatedClasses)
      throws InterruptedException, ExecutionException {
    List<Path> mutatedFirst = new ArrayList<>(classPath);
    mutatedFirst.addFirst(mutatedClasses);
    ChildThread<ChildJvm.Result> mutated =
        ChildThread.of(() -> probe(mutant.get("test"), mutatedFirst)).start();
    ChildJvm.Result without;
    try {
      without = probe(mutant.get("test"), classPath);
    } finally {
      mutated.join();
    }
    if (without.timedOut() || without.exitCode() != MutantProbe.PASSED) {
      return mutant.fault("the test does not pass without the mutant: " + without);
    }
    ChildJvm.Result with = mutated.result();
    boolean killed = with.timedOut() || with.exitCode() == MutantProbe.FAILED;
    if (killed) {
      System.out.printf(
          "mutant %s: %s killed by %s: %s%n",
          mutant.get("section"),
          mutant.get("scenario"),
          mutant.get("test"),
          with.timedOut() ? "timeout" : with.output().lines().findFirst().orElse(""));
    }
    return killed ? "" : mutant.fault("the test does not notice the mutant: " + with);
  }

  private ChildJvm.Result probe(String test, List<Path> classPath) throws InterruptedException {
    return ChildJvm.run(
        classPath,
        List.of(
            "-ea",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dropewalk.root=" + project.root(),
            "-Djunit.jupiter.execution.timeout.default=" + limit.toMillis() + " ms",
            "-Djunit.jupiter.execution.timeout.thread.mode.default=SEPARATE_THREAD"),
        List.of(MutantProbe.class.getName(), test),
        limit.plusSeconds(10));
  }

  private Optional<Project.Module> moduleOf(String test) {
    String file = test.replaceAll("[$#].*", "").replace('.', '/') + ".java";
    return project.modules().stream()
        .filter(module -> Files.exists(module.testSources().resolve(file)))
        .findFirst();
  }
}
