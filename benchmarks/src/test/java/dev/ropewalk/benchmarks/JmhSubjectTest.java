package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JmhSubjectTest {

  private static final Effort TINY = new Effort(1, 1, 2, Duration.ofMillis(20));

  @Test
  void measure_averageTime_givesScoreCpuAndTheBenchmarksOwnFigures() throws Exception {
    Map<String, Figure> figures =
        measure(
            JmhSubject.of("a peer", ProbeBenchmark.class, "average")
                .with(options -> options.threads(2).param("fairness", "0.75")));

    assertThat(figures).containsOnlyKeys("", "CPU", "fairness", "threads", "flags");
    assertThat(figures.get("").unit()).isEqualTo("us/op");
    assertThat(figures.get("CPU").unit()).isEqualTo("us/op");
    assertThat(figures.get("CPU").value()).isPositive();
    assertThat(figures.get("fairness")).isEqualTo(new Figure("fairness", 0.75, "min/max"));
    assertThat(figures.get("threads").value()).isEqualTo(2);
  }

  @Test
  void measuring_aFigureOfTheBenchmark_makesItTheMainOneInPlaceOfTheScore() throws Exception {
    List<Figure> figures =
        JmhSubject.of("a peer", ProbeBenchmark.class, "average")
            .measuring("fairness")
            .measure(TINY);

    assertThat(figures)
        .contains(new Figure("", 0.5, "min/max"))
        .extracting(Figure::measure)
        .containsExactlyInAnyOrder("", "CPU", "threads", "flags");
  }

  @Test
  void measure_fork_hasNoneOfThisJvmsFlags() throws Exception {
    Map<String, Figure> figures = measure(JmhSubject.of("a peer", ProbeBenchmark.class, "average"));

    assertThat(figures.get("flags").value()).isZero();
  }

  @Test
  void measure_sampleTime_givesPercentiles() throws Exception {
    Map<String, Figure> figures = measure(JmhSubject.of("a peer", ProbeBenchmark.class, "sampled"));

    assertThat(figures).containsKeys("", "p50", "p99", "p99.9", "CPU");
    assertThat(figures.get("p99.9").unit()).isEqualTo("us/op");
    assertThat(figures.get("p50").value()).isLessThanOrEqualTo(figures.get("p99.9").value());
  }

  @Test
  void measure_benchmarkThrows_failsWithWhatTheForkPrinted() {
    JmhSubject subject = JmhSubject.of("a peer", ProbeBenchmark.class, "broken");

    assertThatThrownBy(() -> subject.measure(TINY)).hasMessageContaining("the rope is frayed");
  }

  @Test
  void jdk_name_hasTheVersion() {
    assertThat(JmhSubject.jdk("ReentrantLock", ProbeBenchmark.class, "average").name())
        .isEqualTo("ReentrantLock JDK " + System.getProperty("java.version"));
  }

  private static Map<String, Figure> measure(JmhSubject subject) throws Exception {
    List<Figure> figures = subject.measure(TINY);
    return figures.stream().collect(Collectors.toMap(Figure::measure, figure -> figure));
  }
}
