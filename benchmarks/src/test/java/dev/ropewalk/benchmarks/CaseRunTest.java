package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseRunTest {

  private final Console console = new Console();

  @Test
  void rows_severalRounds_subjectsTakeTurns() throws Exception {
    List<String> turns = new ArrayList<>();
    List<List<Figure>> runs = Collections.nCopies(3, List.of(new Figure("", 1, "us/op")));

    List<Row> rows =
        run(
            FakeSubject.of("A", turns, runs),
            FakeSubject.of(Subject.ROPEWALK, turns, runs),
            FakeSubject.of("C", turns, runs));

    assertThat(turns)
        .containsExactly("A", "ropewalk", "C", "A", "ropewalk", "C", "A", "ropewalk", "C");
    assertThat(rows).extracting(Row::subject).containsExactly("A", "ropewalk", "C");
    assertThat(rows).extracting(row -> row.spread().runs()).containsOnly(3);
  }

  @Test
  void efforts_full_and_quick_haveAtLeastFiveRounds() {
    assertThat(Effort.FULL.rounds()).isGreaterThanOrEqualTo(5);
    assertThat(Effort.QUICK.rounds()).isEqualTo(Effort.FULL.rounds());
    assertThat(Effort.QUICK.measurement()).isLessThan(Effort.FULL.measurement());
  }

  @Test
  void rows_peerMissing_isLeftOutAndSaidSo() throws Exception {
    List<Row> rows =
        run(
            FakeSubject.of(Subject.ROPEWALK, "us/op", 1, 2, 3),
            FakeSubject.missing("CPython", "python3 does not run"));

    assertThat(rows).extracting(Row::subject).containsExactly("ropewalk");
    assertThat(console.lines()).contains("lock: CPython is left out: python3 does not run");
  }

  @Test
  void rows_ropewalkMissing_leavesTheCaseOut() throws Exception {
    List<Row> rows =
        run(
            FakeSubject.missing(Subject.ROPEWALK, "Linux only"),
            FakeSubject.of("peer", "us/op", 1, 2, 3));

    assertThat(rows).isEmpty();
    assertThat(console.lines())
        .containsExactly(
            "lock: ropewalk is left out: Linux only",
            "lock: the whole case is left out: there is nothing to compare with");
  }

  @Test
  void rows_peerWithoutOneOfTheMeasures_isLeftOutThere() throws Exception {
    BenchCase benchCase =
        new BenchCase(
            "lock",
            List.of(FakeSubject.TIME, Measure.CPU),
            List.of(
                FakeSubject.of(
                    Subject.ROPEWALK,
                    new ArrayList<>(),
                    Collections.nCopies(
                        3, List.of(new Figure("", 1, "us/op"), new Figure("CPU", 1, "us/op")))),
                FakeSubject.of("peer", "us/op", 1, 2, 3)));

    List<Row> rows = new CaseRun(benchCase, FakeSubject.EFFORT, console).rows();

    assertThat(rows)
        .extracting(row -> row.caseName() + " " + row.subject())
        .containsExactly("lock ropewalk", "lock peer", "lock: CPU ropewalk");
    assertThat(console.lines()).contains("lock: peer is left out: it has no figure for lock: CPU");
  }

  @Test
  void rows_ropewalkWithoutTheMeasure_fails() {
    assertThatExceptionOfType(BenchFailedException.class)
        .isThrownBy(
            () ->
                run(
                    FakeSubject.of(
                        Subject.ROPEWALK,
                        new ArrayList<>(),
                        Collections.nCopies(3, List.of(new Figure("mian", 1, "us/op"))))))
        .withMessage("ropewalk gave no figure for 'lock': is the name right?");
  }

  @Test
  void rows_figureInAnotherUnit_fails() {
    assertThatExceptionOfType(BenchFailedException.class)
        .isThrownBy(
            () ->
                run(
                    FakeSubject.of(Subject.ROPEWALK, "us/op", 1, 2, 3),
                    FakeSubject.of("peer", "ns/op", 1, 2, 3)))
        .withMessage("peer gave ns/op for 'lock', which is in us/op");
  }

  @Test
  void rows_subjectFails_saysWhichAndWhen() {
    IllegalStateException cause = new IllegalStateException("no route");

    assertThatExceptionOfType(BenchFailedException.class)
        .isThrownBy(() -> run(FakeSubject.of(Subject.ROPEWALK, "us/op", 1, 2, 3), failing(cause)))
        .withMessage("failing 1.0 failed in round 1 of 'lock': no route")
        .withCause(cause);
  }

  @Test
  void rows_interrupted_staysAnInterruption() {
    InterruptedException cause = new InterruptedException();

    assertThatThrownBy(
            () -> run(FakeSubject.of(Subject.ROPEWALK, "us/op", 1, 2, 3), failing(cause)))
        .isSameAs(cause);
  }

  private static Subject failing(Exception failure) {
    return new Subject() {
      @Override
      public String name() {
        return "failing 1.0";
      }

      @Override
      public List<Figure> measure(Effort effort) throws Exception {
        throw failure;
      }
    };
  }

  private List<Row> run(Subject... subjects) throws Exception {
    BenchCase benchCase = new BenchCase("lock", List.of(FakeSubject.TIME), List.of(subjects));
    return new CaseRun(benchCase, FakeSubject.EFFORT, console).rows();
  }
}
