package dev.ropewalk.benchmarks;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCaseTest {

  private static final Subject OURS = FakeSubject.of(Subject.ROPEWALK, "us/op");
  private static final Subject PEER = FakeSubject.of("peer 1.0", "us/op");

  @Test
  void construct_nameWithColon_refuses() {
    refused("lock: CPU", List.of(FakeSubject.TIME), List.of(OURS), "without a colon");
  }

  @Test
  void construct_mainMeasureNotFirst_refuses() {
    refused("lock", List.of(Measure.CPU, FakeSubject.TIME), List.of(OURS), "must come first");
    refused("lock", List.of(), List.of(OURS), "must come first");
  }

  @Test
  void construct_twoMeasuresOfOneName_refuses() {
    refused("lock", List.of(FakeSubject.TIME, FakeSubject.RATE), List.of(OURS), "two measures");
  }

  @Test
  void construct_twoSubjectsOfOneName_refuses() {
    refused("lock", List.of(FakeSubject.TIME), List.of(OURS, PEER, PEER), "two subjects");
  }

  @Test
  void construct_withoutRopewalk_refuses() {
    refused("lock", List.of(FakeSubject.TIME), List.of(PEER), "no subject is called ropewalk");
  }

  private static void refused(
      String name, List<Measure> measures, List<Subject> subjects, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BenchCase(name, measures, subjects))
        .withMessageContaining(why);
  }
}
