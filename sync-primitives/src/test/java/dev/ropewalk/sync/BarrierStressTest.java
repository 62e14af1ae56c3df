package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A round is passed by all or by none, whatever races with it, on both kinds of threads. */
final class BarrierStressTest {

  private static final int BROKEN = -1;

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  @Test
  void virtualThreads_byTheThousand_meetAgainAndAgain() throws Exception {
    meet(1_000, 20);
  }

  @Test
  @Tag("stress")
  void virtualThreads_byTenThousand_meetAgainAndAgain() throws Exception {
    meet(10_000, 50);
  }

  private void meet(int parties, int rounds) throws Exception {
    AtomicLong indices = new AtomicLong();
    int[] actions = new int[1]; // the next action waits for all to have looked
    Barrier barrier = new Barrier(parties, () -> actions[0]++);
    for (int i = 0; i < parties; i++) {
      threads.startVirtual(
          () -> {
            for (int round = 1; round <= rounds; round++) {
              indices.addAndGet(barrier.await());
              assertThat(actions[0]).isEqualTo(round);
            }
          });
    }
    threads.join();

    assertThat(indices).hasValue((long) rounds * parties * (parties - 1) / 2);
    assertThat(barrier.waiting()).isZero();
    assertThat(barrier.isBroken()).isFalse();
  }

  /** What may end a round before all have passed. */
  private enum Disturbance {
    TIMEOUT,
    INTERRUPT,
    ABORT,
    RESET
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void disturbedRounds_arePassedByAllOrNone(boolean virtual) throws Exception {
    disturb(virtual, 100);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("stress")
  @Timeout(600) // 60,000 threads
  void disturbedRounds_manyTimes_arePassedByAllOrNone(boolean virtual) throws Exception {
    disturb(virtual, 5_000);
  }

  private void disturb(boolean virtual, int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      for (Disturbance how : Disturbance.values()) {
        disturbOnce(virtual, how);
      }
    }
  }

  private void disturbOnce(boolean virtual, Disturbance how) throws Exception {
    AtomicInteger actions = new AtomicInteger();
    Barrier barrier = new Barrier(3, actions::incrementAndGet);
    Duration brief = Duration.ofNanos(ThreadLocalRandom.current().nextLong(1, 200_000));
    List<Started<Integer>> parties = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Duration timeout = how == Disturbance.TIMEOUT && i == 0 ? brief : Delays.LONG;
      parties.add(start(virtual, () -> indexOrBroken(barrier, timeout)));
    }
    switch (how) {
      case TIMEOUT -> {}
      case INTERRUPT -> parties.getFirst().interrupt();
      case ABORT -> barrier.abort();
      case RESET -> barrier.reset();
    }
    if (how == Disturbance.RESET) {
      completeAfterReset(barrier, parties, actions);
      return;
    }
    List<Integer> results = results(parties);

    if (results.contains(BROKEN)) {
      assertThat(results).as("%s", how).containsOnly(BROKEN);
      // An abort or interrupt may still come after the action; a timeout may not.
      assertThat(actions.get()).isBetween(0, how == Disturbance.TIMEOUT ? 0 : 1);
      assertThat(barrier.isBroken()).isTrue();
    } else {
      assertThat(results).as("%s", how).containsExactlyInAnyOrder(0, 1, 2);
      assertThat(actions).hasValue(1);
    }
  }

  /** Those that came before the reset were sent away, so others have to take their places. */
  private static void completeAfterReset(
      Barrier barrier, List<Started<Integer>> parties, AtomicInteger actions) throws Exception {
    List<Integer> passed = new ArrayList<>();
    int broken = 0;
    while (parties.stream().anyMatch(Started::isRunning)) {
      if (barrier.waiting() == 0 || actions.get() > 0) {
        Thread.onSpinWait();
      } else {
        int sent = (int) parties.stream().filter(party -> !party.isRunning()).count();
        if (sent + barrier.waiting() == 3) {
          barrier.reset(); // nobody else is to come
        }
      }
    }
    for (int result : results(parties)) {
      if (result == BROKEN) {
        broken++;
      } else {
        passed.add(result);
      }
    }
    assertThat(barrier.isBroken()).isFalse();
    assertThat(broken).isIn(0, 3);
    assertThat(actions).hasValue(broken == 0 ? 1 : 0);
    assertThat(passed).hasSize(3 - broken).doesNotHaveDuplicates();
  }

  private Started<Integer> start(boolean virtual, Callable<Integer> body) {
    return virtual ? threads.startVirtual(body) : threads.start(body);
  }

  private static List<Integer> results(List<Started<Integer>> parties) throws Exception {
    List<Integer> results = new ArrayList<>();
    for (Started<Integer> party : parties) {
      results.add(party.result());
    }
    return results;
  }

  private static int indexOrBroken(Barrier barrier, Duration timeout) {
    try {
      return barrier.await(timeout);
    } catch (BarrierBrokenException | InterruptedException e) {
      return BROKEN;
    }
  }
}
