package dev.ropewalk.benchmarks.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.benchmarks.Effort;
import dev.ropewalk.benchmarks.Figure;
import dev.ropewalk.benchmarks.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedRunsTest {

  private static final Effort EFFORT = new Effort(2, 4, 4, Duration.ofMillis(200));

  private final List<String> turns = new ArrayList<>();
  private final Probe first = new Probe("first", Optional.empty());
  private final Probe second = new Probe("second", Optional.empty());
  private final SharedRuns runs = new SharedRuns(List.of(first, second));

  @Test
  void measure_severalCases_shareTheRunsOfEachRound() throws Exception {
    Subject firstSmall = runs.of(first, "small");
    Subject firstLarge = runs.of(first, "large");
    Subject secondLarge = runs.of("other name", second, "large");

    List<List<Figure>> figures =
        List.of(
            firstSmall.measure(EFFORT),
            firstSmall.measure(EFFORT),
            secondLarge.measure(EFFORT),
            firstLarge.measure(EFFORT),
            firstLarge.measure(EFFORT));

    assertThat(turns).containsExactly("first", "second", "second", "first");
    assertThat(figures)
        .containsExactly(
            List.of(new Figure("", 1, "us/op"), new Figure("CPU", 1.5, "us/op")),
            List.of(new Figure("", 4, "us/op"), new Figure("CPU", 4.5, "us/op")),
            List.of(new Figure("", 20, "us/op")),
            List.of(new Figure("", 10, "us/op")),
            List.of(new Figure("", 40, "us/op")));
    assertThat(secondLarge.name()).isEqualTo("other name");
  }

  @Test
  void measure_manyRounds_noneFollowsTheSameOneTwice() throws Exception {
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      subjects.add(new Probe("subject " + i, Optional.empty()));
    }
    Subject asking = new SharedRuns(subjects).of(subjects.getFirst(), "small");
    Set<String> neighbours = new HashSet<>();

    for (int round = 0; round < 6; round++) {
      turns.clear();
      assertThat(asking.measure(EFFORT)).isNotEmpty();
      assertThat(turns).hasSize(6).doesNotHaveDuplicates();
      for (int i = 1; i < 6; i++) {
        assertThat(neighbours.add(turns.get(i - 1) + ", " + turns.get(i))).isTrue();
      }
    }
  }

  @Test
  void measure_anyEffort_runsHaveOneIterationOfItsLength() throws Exception {
    Subject unused = runs.of(first, "small");

    assertThat(unused.measure(EFFORT)).isNotEmpty();

    assertThat(first.effort).isEqualTo(new Effort(2, 1, 1, Duration.ofMillis(200)));
  }

  @Test
  void measure_oneIsMissing_othersTakeTheirTurns() throws Exception {
    Probe absent = new Probe("absent", Optional.of("not installed"));
    SharedRuns some = new SharedRuns(List.of(absent, second));

    assertThat(some.of(second, "large").measure(EFFORT)).hasSize(1);

    assertThat(turns).containsExactly("second");
    assertThat(some.of(absent, "large").missing()).contains("not installed");
  }

  @Test
  void measure_oneFails_isNamedWhoeverAsked() {
    second.failure = new IllegalStateException("frayed");

    assertThatThrownBy(() -> runs.of(first, "small").measure(EFFORT))
        .hasMessage("the turns stopped at second: frayed")
        .hasCause(second.failure);
  }

  @Test
  void measure_interrupted_staysAnInterruption() {
    second.failure = new InterruptedException();

    assertThatThrownBy(() -> runs.of(first, "small").measure(EFFORT)).isSameAs(second.failure);
  }

  @Test
  void of_stranger_refuses() {
    Probe stranger = new Probe("stranger", Optional.empty());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> runs.of(stranger, "small"))
        .withMessageContaining("stranger");
  }

  /** Gives the number of its turn for the small case, and ten times that for the large one. */
  private final class Probe implements Subject {

    private final String name;
    private final Optional<String> missing;
    private Effort effort = EFFORT;
    private Exception failure;

    Probe(String name, Optional<String> missing) {
      this.name = name;
      this.missing = missing;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<String> missing() {
      return missing;
    }

    @Override
    public List<Figure> measure(Effort asked) throws Exception {
      if (failure != null) {
        throw failure;
      }
      effort = asked;
      turns.add(name);
      int turn = turns.size();
      return List.of(
          new Figure("small", turn, "us/op"),
          new Figure("small: CPU", turn + 0.5, "us/op"),
          new Figure("large", turn * 10, "us/op"),
          new Figure("larger", 0, "us/op"));
    }
  }
}
