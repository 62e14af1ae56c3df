package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @Test
  void medians_lowerIsBetter_hasMedianAndRatio() throws Exception {
    Report report =
        report(
            FakeSubject.TIME,
            FakeSubject.of(Subject.ROPEWALK, "us/op", 2, 1, 3),
            FakeSubject.of("slow \"peer\" 1.0", "us/op", 9, 8, 7),
            FakeSubject.of("fast 2", "us/op", 0.5, 0.4, 0.6));

    assertThat(report.medians())
        .isEqualTo(
            """
            group,case,subject,value,unit,better,ratio_to_ropewalk
            locks,"lock, 1 thread",ropewalk,2,us/op,lower,1
            locks,"lock, 1 thread","slow ""peer"" 1.0",8,us/op,lower,4
            locks,"lock, 1 thread",fast 2,0.5,us/op,lower,0.25
            """);
    assertThat(report.spreads())
        .isEqualTo(
            """
            group,case,subject,min,max,runs
            locks,"lock, 1 thread",ropewalk,1,3,3
            locks,"lock, 1 thread","slow ""peer"" 1.0",7,9,3
            locks,"lock, 1 thread",fast 2,0.4,0.6,3
            """);
  }

  @Test
  void medians_higherIsBetter_ratioIsTheOtherWayRound() throws Exception {
    Report report =
        report(
            FakeSubject.RATE,
            FakeSubject.of(Subject.ROPEWALK, "ops/s", 3e6, 3e6, 3e6),
            FakeSubject.of("peer", "ops/s", 1e6, 1e6, 1e6));

    assertThat(report.medians().lines())
        .contains(
            "locks,\"lock, 1 thread\",ropewalk,3000000,ops/s,higher,1",
            "locks,\"lock, 1 thread\",peer,1000000,ops/s,higher,3");
  }

  @Test
  void medians_severalFigures_areCasesOfTheSameBaseName() throws Exception {
    Measure fairness = new Measure("fairness", "min/max", Better.HIGHER);
    List<List<Figure>> ours = new ArrayList<>();
    List<List<Figure>> theirs = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      ours.add(figures(10 * i, 0.5, 1));
      theirs.add(figures(100 * i, 0.25, 2));
    }
    BenchCase benchCase =
        new BenchCase(
            "lock, 2 threads",
            List.of(FakeSubject.RATE, fairness, Measure.CPU),
            List.of(
                FakeSubject.of(Subject.ROPEWALK, new ArrayList<>(), ours),
                FakeSubject.of("peer", new ArrayList<>(), theirs)));

    Report report = new Report("locks", run(benchCase));

    assertThat(report.medians())
        .isEqualTo(
            """
            group,case,subject,value,unit,better,ratio_to_ropewalk
            locks,"lock, 2 threads",ropewalk,20,ops/s,higher,1
            locks,"lock, 2 threads",peer,200,ops/s,higher,0.1
            locks,"lock, 2 threads: fairness",ropewalk,0.5,min/max,higher,1
            locks,"lock, 2 threads: fairness",peer,0.25,min/max,higher,2
            locks,"lock, 2 threads: CPU",ropewalk,1,us/op,lower,1
            locks,"lock, 2 threads: CPU",peer,2,us/op,lower,2
            """);
    assertThat(report.spreads().lines())
        .contains("locks,\"lock, 2 threads: fairness\",peer,0.25,0.25,3");
  }

  private static List<Figure> figures(double rate, double fairness, double cpu) {
    return List.of(
        new Figure("CPU", cpu, "us/op"),
        new Figure(Figure.MAIN, rate, "ops/s"),
        new Figure("not asked for", 1, "B"),
        new Figure("fairness", fairness, "min/max"));
  }

  @Test
  void medians_ratioThatDividesByZero_isEmpty() throws Exception {
    Report report =
        report(
            FakeSubject.TIME,
            FakeSubject.of(Subject.ROPEWALK, "us/op", 0, 0, 0),
            FakeSubject.of("peer", "us/op", 1, 1, 1));

    assertThat(report.medians().lines())
        .contains(
            "locks,\"lock, 1 thread\",ropewalk,0,us/op,lower,1",
            "locks,\"lock, 1 thread\",peer,1,us/op,lower,");
  }

  @Test
  void medians_longNumbers_areRoundedWithoutExponentOrLostDigits() throws Exception {
    Report report =
        report(
            FakeSubject.TIME,
            FakeSubject.of(Subject.ROPEWALK, "us/op", 1 / 3e4, 1 / 3e4, 1 / 3e4),
            FakeSubject.of("peer", "us/op", 123456789.4, 123456789.4, 123456789.4));

    assertThat(report.medians().lines())
        .contains(
            "locks,\"lock, 1 thread\",ropewalk,0.0000333333,us/op,lower,1",
            "locks,\"lock, 1 thread\",peer,123456789,us/op,lower,3703703682000");
  }

  @Test
  void table_runsOverlap_marksTheRatio() throws Exception {
    Report report =
        report(
            FakeSubject.TIME,
            FakeSubject.of(Subject.ROPEWALK, "us/op", 2, 1, 3),
            FakeSubject.of("apart 1.0", "us/op", 4, 3.1, 5),
            FakeSubject.of("overlaps 1.0", "us/op", 4, 3, 5));

    assertThat(report.table().lines())
        .containsExactly(
            "case            subject       value  min  max  unit   better  ratio",
            "lock, 1 thread  ropewalk          2    1    3  us/op  lower       1",
            "lock, 1 thread  apart 1.0         4  3.1    5  us/op  lower       2",
            "lock, 1 thread  overlaps 1.0      4    3    5  us/op  lower      ~2",
            "value: median; ratio: how many times better ropewalk is;"
                + " ~: the runs overlap, it does not count");
  }

  @Test
  void write_makesBothFilesOfTheGroup(@TempDir Path temp) throws Exception {
    Report report = report(FakeSubject.TIME, FakeSubject.of(Subject.ROPEWALK, "us/op", 2, 1, 3));
    Path directory = temp.resolve("target/report");

    report.write(directory);

    assertThat(directory.resolve("locks.csv")).hasContent(report.medians());
    assertThat(directory.resolve("locks-spread.csv")).hasContent(report.spreads());
  }

  private static Report report(Measure measure, Subject... subjects) throws Exception {
    return new Report(
        "locks", run(new BenchCase("lock, 1 thread", List.of(measure), List.of(subjects))));
  }

  private static List<Row> run(BenchCase benchCase) throws Exception {
    return new CaseRun(benchCase, FakeSubject.EFFORT, new Console()).rows();
  }
}
