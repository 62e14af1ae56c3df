package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaggeredRaceTest {

  private static final String STAGGERED = "test_asyncio.test_staggered.StaggeredTests.";
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final List<String> log = new ArrayList<>();

  private Coroutine<String> entrant(String name, Duration takes) {
    return () -> {
      log.add(name + " begins");
      try {
        Async.sleep(takes);
      } catch (CancelledError e) {
        log.add(name + " is cancelled");
        throw e;
      }
      return name;
    };
  }

  private Coroutine<String> failing(String name) {
    return () -> {
      log.add(name + " fails");
      throw new IllegalStateException(name);
    };
  }

  @Test
  @CoversScenario(STAGGERED + "test_empty")
  void nobody_winsARaceOfNobody() throws Exception {
    RaceResult<String> result = TestRun.run(() -> Async.staggeredRace(List.of(), DELAY));
    assertThat(result).isEqualTo(new RaceResult<>(null, Optional.empty(), List.of()));
  }

  @Test
  @CoversScenario(STAGGERED + "test_first_timeout_second_successful")
  void theSecond_startsAfterTheDelay_andCancelsTheFirst() throws Exception {
    RaceResult<String> result =
        TestRun.run(
            () ->
                Async.<String>staggeredRace(
                    List.of(entrant("slow", Duration.ofHours(1)), entrant("fast", DELAY)), DELAY));
    assertThat(result.value()).isEqualTo("fast");
    assertThat(result.winner()).contains(1);
    assertThat(result.failures().get(0)).containsInstanceOf(CancelledError.class);
    assertThat(result.failures().get(1)).isEmpty();
    assertThat(log).containsExactly("slow begins", "fast begins", "slow is cancelled");
  }

  @Test
  void aFailure_startsTheNextAtOnce_andIsInTheResult() throws Exception {
    RaceResult<String> result =
        TestRun.run(
            () -> {
              RaceResult<String> ended =
                  Async.<String>staggeredRace(
                      List.of(failing("one"), failing("two"), entrant("three", Duration.ZERO)));
              assertThat(EventLoop.running().time()).isEqualTo(Duration.ZERO);
              return ended;
            });
    assertThat(result.value()).isEqualTo("three");
    assertThat(result.failures()).hasSize(3);
    assertThat(result.failures().get(1).orElseThrow()).hasMessage("two");
    assertThat(log).containsExactly("one fails", "two fails", "three begins");
  }

  @Test
  void whereAllFail_nobodyWins() throws Exception {
    RaceResult<String> result =
        TestRun.run(() -> Async.staggeredRace(List.of(failing("one"), failing("two")), DELAY));
    assertThat(result.winner()).isEmpty();
    assertThat(result.failures()).hasSize(2).allMatch(Optional::isPresent);
  }

  @Test
  @CoversScenario(STAGGERED + "test_cancelled")
  void everyCancellation_reachesTheEntrants() throws Exception {
    TestRun.run(
        () -> {
          Coroutine<String> stubborn =
              () -> {
                for (int refused = 0; refused < 2; refused++) {
                  try {
                    Async.sleep(Duration.ofHours(1));
                  } catch (CancelledError e) {
                    log.add("refused " + e.reason().orElse(""));
                  }
                }
                Async.sleep(Duration.ofHours(1));
                return "never";
              };
          Task<?> race = Async.createTask(() -> Async.staggeredRace(List.of(stubborn), DELAY));
          for (String reason : List.of("first", "second", "third")) {
            Async.sleep(Duration.ofSeconds(1));
            assertThat(race.isDone()).isFalse();
            assertThat(race.cancel(reason)).isTrue();
          }
          assertThatExceptionOfType(CancelledError.class).isThrownBy(race::await);
          assertThat(log).containsExactly("refused first", "refused second");
          assertThat(Async.allTasks()).containsExactly(Async.currentTask().orElseThrow());
        });
  }

  @Test
  @CoversScenario(
      "test_asyncio.test_eager_task_factory.EagerTaskFactoryLoopTests.test_staggered_race_with_eager_tasks_no_delay")
  void amongEagerTasks_aFailureStartsTheNext_andTheOthersMayNeverStart() throws Exception {
    RaceResult<String> result =
        TestRun.run(
            () -> {
              EventLoop.running().setTaskFactory(TaskFactory.EAGER);
              return Async.<String>staggeredRace(
                  List.of(failing("one"), entrant("two", DELAY), entrant("three", Duration.ZERO)));
            });
    assertThat(result.value()).isEqualTo("two");
    assertThat(result.winner()).contains(1);
    assertThat(result.failures()).hasSize(2);
    assertThat(log).containsExactly("one fails", "two begins");
  }
}
