package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

  private final Console console = new Console();

  @TempDir private Path temp;

  @Test
  void run_unknownGroup_listsTheKnownOnesInOneLine() throws Exception {
    assertThat(bench("locks", "queues").run("ropes", "")).isFalse();

    assertThat(console.lines())
        .containsExactly(
            "no group is called 'ropes': say -Dgroup=<name>, with one of locks, queues, all");
  }

  @Test
  void run_noGroup_listsTheKnownOnesInOneLine() throws Exception {
    assertThat(bench("locks", "queues").run("", "")).isFalse();

    assertThat(console.lines())
        .containsExactly("no group given: say -Dgroup=<name>, with one of locks, queues, all");
  }

  @Test
  void run_oneGroup_writesItsReportAndPrintsTheTable() throws Exception {
    assertThat(bench("locks", "queues").run("queues", "")).isTrue();

    assertThat(report("queues.csv")).isRegularFile();
    assertThat(report("queues-spread.csv")).isRegularFile();
    assertThat(report("locks.csv")).doesNotExist();
    assertThat(console.lines())
        .contains("case            subject   value  min  max  unit   better  ratio")
        .contains("case of queues  ropewalk      2    1    3  us/op  lower       1");
  }

  @Test
  void run_all_writesEveryReport() throws Exception {
    assertThat(bench("locks", "queues").run("all", "")).isTrue();

    assertThat(report("locks.csv")).isRegularFile();
    assertThat(report("queues.csv")).isRegularFile();
  }

  @Test
  void run_partOfTheNameOfACase_measuresOnlyThose() throws Exception {
    assertThat(bench("locks", "queues").run("all", "of qu")).isTrue();

    assertThat(report("queues.csv")).isRegularFile();
    assertThat(report("locks.csv")).doesNotExist();
  }

  @Test
  void run_noSuchCase_listsThem() throws Exception {
    assertThat(bench("locks").run("locks", "ropes")).isFalse();

    assertThat(console.lines()).contains("no case of locks contains 'ropes': it has case of locks");
    assertThat(report("locks.csv")).doesNotExist();
  }

  @Test
  void run_quickly_leavesSlowCasesOut_unlessTheyAreNamed() throws Exception {
    BenchGroup group =
        new BenchGroup() {
          @Override
          public String name() {
            return "ropes";
          }

          @Override
          public List<BenchCase> cases() {
            return List.of(benchCase("brief"), benchCase("long").asSlow());
          }
        };
    Bench quick =
        new Bench(List.of(group), Effort.QUICK, temp.resolve("report"), lockFile(), console);

    assertThat(quick.run("ropes", "")).isTrue();
    assertThat(console.lines())
        .contains("long: left out of a quick run, unless -Dcase=<text> names it");
    assertThat(report("ropes.csv")).content().contains("brief").doesNotContain("long");

    assertThat(quick.run("ropes", "long")).isTrue();
    assertThat(report("ropes.csv")).content().contains("long");

    Bench full =
        new Bench(List.of(group), Effort.FULL, temp.resolve("report"), lockFile(), console);
    assertThat(full.run("ropes", "")).isTrue();
    assertThat(report("ropes.csv")).content().contains("brief").contains("long");
  }

  private static BenchCase benchCase(String name) {
    return new BenchCase(
        name,
        List.of(FakeSubject.TIME),
        List.of(FakeSubject.of(Subject.ROPEWALK, "us/op", 1, 2, 3, 4, 5)));
  }

  @Test
  void run_whileAnotherRunHasTheLock_measuresNothing() throws Exception {
    try (BenchLock _ = BenchLock.acquire(lockFile())) {
      assertThat(bench("locks").run("locks", "")).isFalse();
    }

    assertThat(console.lines())
        .singleElement()
        .asString()
        .contains("another benchmark run is under way")
        .contains("process " + ProcessHandle.current().pid());
    assertThat(report("locks.csv")).doesNotExist();
  }

  @Test
  void run_afterAnotherRun_findsTheLockFree() throws Exception {
    assertThat(bench("locks").run("locks", "")).isTrue();
    assertThat(bench("locks").run("locks", "")).isTrue();
  }

  /** All groups on real JMH forks and the real scripts, too short to mean anything. */
  @Test
  @Tag("stress")
  @Timeout(300)
  void run_realGroups_haveAFigureOfEachSubjectForEachMeasure() throws Exception {
    Effort tiny = new Effort(1, 0, 1, Duration.ofMillis(20));

    boolean worked =
        new Bench(Bench.GROUPS, tiny, temp.resolve("report"), lockFile(), console).run("all", "");

    assertThat(console.lines()).noneMatch(line -> line.contains("no figure"));
    assertThat(worked).isTrue();
    for (BenchGroup group : Bench.GROUPS) {
      Set<String> expected = new TreeSet<>();
      for (BenchCase benchCase : group.cases()) {
        for (Subject subject : benchCase.subjects()) {
          if (subject.missing().isEmpty()) {
            benchCase
                .measures()
                .forEach(measure -> expected.add(line(group, benchCase, measure, subject)));
          }
        }
      }
      assertThat(new TreeSet<>(starts(report(group.name() + ".csv")))).isEqualTo(expected);
    }
  }

  private static String line(
      BenchGroup group, BenchCase benchCase, Measure measure, Subject subject) {
    return group.name() + ",\"" + measure.of(benchCase) + "\"," + subject.name();
  }

  /** Each line of a report up to the subject. */
  private static List<String> starts(Path report) throws Exception {
    return Files.readAllLines(report).stream()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',', line.lastIndexOf('"') + 2)))
        .toList();
  }

  private Bench bench(String... names) {
    List<BenchGroup> groups = List.of(names).stream().map(BenchTest::group).toList();
    return new Bench(groups, FakeSubject.EFFORT, temp.resolve("report"), lockFile(), console);
  }

  private static BenchGroup group(String name) {
    return new BenchGroup() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<BenchCase> cases() {
        return List.of(
            new BenchCase(
                "case of " + name,
                List.of(FakeSubject.TIME),
                List.of(FakeSubject.of(Subject.ROPEWALK, "us/op", 1, 2, 3))));
      }
    };
  }

  private Path report(String file) {
    return temp.resolve("report").resolve(file);
  }

  private Path lockFile() {
    return temp.resolve("bench.lock");
  }
}
