package dev.ropewalk.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.TestRun;
import dev.ropewalk.sync.BarrierBrokenException;
import dev.ropewalk.testkit.CoversScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AsyncBarrierTest {

  private static final String BARRIERS = "test_asyncio.test_locks.BarrierTests.";

  private final List<String> log = new ArrayList<>();

  /** Comes to the barrier that often, and logs each index, or that it was broken. */
  private Task<Void> party(AsyncBarrier barrier, String name, int times) {
    return Async.createTask(
        name,
        () -> {
          for (int i = 0; i < times; i++) {
            try {
              log.add(name + barrier.await());
            } catch (BarrierBrokenException e) {
              log.add(name + " broken");
            }
          }
        });
  }

  private List<Task<Void>> parties(AsyncBarrier barrier, int times, String... names) {
    List<Task<Void>> parties = new ArrayList<>();
    for (String name : names) {
      parties.add(party(barrier, name, times));
    }
    return parties;
  }

  @Test
  @CoversScenario(BARRIERS + "test_barrier")
  void new_isFilling() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(5);
          assertThat(barrier.parties()).isEqualTo(5);
          assertThat(barrier.waiting()).isZero();
          assertThat(barrier.isBroken()).isFalse();
          assertThat(barrier.toString())
              .startsWith("AsyncBarrier@")
              .endsWith("[filling, 0 of 5 waiting]");
          party(barrier, "a", 1);
          Turns.settle();
          assertThat(barrier.waiting()).isOne();
          assertThatIllegalArgumentException().isThrownBy(() -> new AsyncBarrier(0));
        });
  }

  @Test
  @CoversScenario(BARRIERS + "test_context_manager")
  void await_all_giveEachItsIndex() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(3);
          Async.gather(parties(barrier, 1, "a", "b", "c")).await();
          assertThat(log).containsExactlyInAnyOrder("a0", "b1", "c2");
          assertThat(barrier.waiting()).isZero();
        });
  }

  @Test
  @CoversScenario(BARRIERS + "test_filling_one_task_twice")
  void await_oneParty_passesAgainAndAgain() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(1);
          assertThat(barrier.await()).isZero();
          assertThat(barrier.await()).isZero();
          assertThat(barrier.waiting()).isZero();
        });
  }

  @Test
  @CoversScenario({
    BARRIERS + "test_filling_tasks_wait_twice",
    BARRIERS + "test_filling_tasks_check_return_value"
  })
  void await_twice_givesAllIndexesInBothRounds() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(2);
          Async.gather(parties(barrier, 2, "a", "b")).await();
          assertThat(log).hasSize(4);
          assertThat(log.subList(0, 2)).containsExactlyInAnyOrder("a0", "b1");
          assertThat(log.subList(2, 4)).extracting(entry -> entry.charAt(1)).contains('0', '1');
          assertThat(barrier.waiting()).isZero();
          assertThat(barrier.isBroken()).isFalse();
        });
  }

  @Test
  @CoversScenario(BARRIERS + "test_draining_state")
  void partiesLeave_itIsDraining_andFillingAfterTheLast() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(3);
          List<String> states = new ArrayList<>();
          List<Task<Void>> parties = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            parties.add(
                Async.createTask(
                    () -> {
                      barrier.await();
                      states.add(barrier.toString().replaceAll(".*\\[(\\w+),.*", "$1"));
                    }));
          }
          Async.gather(parties).await();
          assertThat(states).containsExactly("draining", "draining", "filling");
        });
  }

  @Test
  @CoversScenario(BARRIERS + "test_blocking_tasks_while_draining")
  void await_whileItDrains_waitsForTheNextRound() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(2);
          parties(barrier, 1, "a", "b", "c", "d");
          Turns.let(2); // a and b are complete, and not out
          assertThat(barrier.waiting()).isZero();
          Turns.settle();
          assertThat(log).hasSize(4);
          assertThat(log.subList(0, 2)).containsExactlyInAnyOrder("a0", "b1");
          assertThat(log.subList(2, 4)).containsExactlyInAnyOrder("c0", "d1");
        });
  }

  @Test
  @CoversScenario({BARRIERS + "test_reset_barrier", BARRIERS + "test_abort_barrier"})
  void resetAndAbort_nobodyThere() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(1);
          barrier.reset();
          assertThat(barrier.isBroken()).isFalse();
          barrier.abort();
          assertThat(barrier.isBroken()).isTrue();
          assertThat(barrier.toString()).endsWith("[broken]");
          assertThatExceptionOfType(BarrierBrokenException.class)
              .isThrownBy(barrier::await)
              .withMessageContaining("reset it to use it again");
          barrier.reset();
          assertThat(barrier.await()).isZero();
        });
  }

  @Test
  @CoversScenario(BARRIERS + "test_reset_barrier_while_tasks_waiting")
  void reset_partiesWait_theyGetAnError_andItCanBeUsed() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(3);
          parties(barrier, 1, "a", "b");
          Turns.settle();
          barrier.reset();
          assertThat(barrier.toString()).endsWith("[resetting, 0 of 3 waiting]");
          Turns.settle();
          assertThat(log).containsExactly("a broken", "b broken");
          assertThat(barrier.isBroken()).isFalse();
          Async.gather(parties(barrier, 1, "c", "d", "e")).await();
          assertThat(log).hasSize(5);
        });
  }

  @Test
  @CoversScenario(BARRIERS + "test_reset_barrier_while_tasks_waiting_and_waiting_again")
  void reset_partiesWait_theyCanWaitAgainAtOnce() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(3);
          parties(barrier, 2, "a", "b");
          Turns.settle();
          barrier.reset();
          Turns.settle();
          assertThat(log).containsExactly("a broken", "b broken");
          assertThat(barrier.waiting()).isEqualTo(2);
          assertThat(barrier.await()).isEqualTo(2);
          Turns.settle();
          assertThat(log).hasSize(4);
        });
  }

  /** Runs three parties of a round and two of the next; the first to leave does something to the barrier. */
  private AsyncBarrier halfDrained(Consumer<AsyncBarrier> action) {
    AsyncBarrier barrier = new AsyncBarrier(3);
    Async.createTask(
        () -> {
          barrier.await();
          log.add("first out");
          action.accept(barrier);
        });
    parties(barrier, 1, "a", "b", "c", "d");
    Turns.settle();
    return barrier;
  }

  @Test
  @CoversScenario({
    BARRIERS + "test_reset_barrier_when_tasks_half_draining",
    BARRIERS + "test_reset_barrier_when_tasks_half_draining_half_blocking"
  })
  void reset_halfDrained_breaksThoseInside_notThoseWhoWaitForTheNextRound() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = halfDrained(AsyncBarrier::reset);
          assertThat(log).containsExactlyInAnyOrder("b2", "first out", "a broken");
          assertThat(barrier.waiting()).isEqualTo(2); // c and d
          assertThat(barrier.await()).isEqualTo(2);
          Turns.settle();
          assertThat(log).contains("c0", "d1");
        });
  }

  @Test
  @CoversScenario(BARRIERS + "test_reset_barrier_while_tasks_draining")
  void reset_byTheLastOut_disturbsNobody() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(3);
          int[] out = {0};
          for (int i = 0; i < 3; i++) {
            Async.createTask(
                () -> {
                  barrier.await();
                  if (++out[0] == 3) {
                    barrier.reset();
                  }
                });
          }
          parties(barrier, 1, "c", "d");
          Turns.settle();
          assertThat(barrier.waiting()).isEqualTo(2);
          assertThat(barrier.await()).isEqualTo(2);
          Turns.settle();
          assertThat(log).containsExactlyInAnyOrder("c0", "d1");
        });
  }

  @Test
  @CoversScenario(BARRIERS + "test_abort_barrier_when_tasks_half_draining_half_blocking")
  void abort_halfDrained_breaksThoseInside_andThoseWhoWaitForTheNextRound() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = halfDrained(AsyncBarrier::abort);
          assertThat(log)
              .containsExactlyInAnyOrder("b2", "first out", "a broken", "c broken", "d broken");
          assertThat(barrier.isBroken()).isTrue();
          assertThat(barrier.waiting()).isZero();
        });
  }

  @Test
  @CoversScenario({
    BARRIERS + "test_abort_barrier_when_exception",
    BARRIERS + "test_abort_barrier_when_exception_then_resetting"
  })
  void abort_afterAFailure_breaksAll_untilItIsReset() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(3);
          parties(barrier, 1, "a", "b");
          Turns.settle();
          Task<Void> failing =
              Async.createTask(
                  () -> {
                    try {
                      Integer.parseInt("not a number");
                    } catch (NumberFormatException e) {
                      barrier.abort();
                    }
                  });
          failing.await();
          party(barrier, "late", 1);
          Turns.settle();
          assertThat(log).containsExactlyInAnyOrder("a broken", "b broken", "late broken");
          assertThat(barrier.isBroken()).isTrue();
          barrier.reset();
          assertThat(barrier.isBroken()).isFalse();
          log.clear();
          Async.gather(parties(barrier, 1, "a", "b", "c")).await();
          assertThat(log).containsExactlyInAnyOrder("a0", "b1", "c2");
        });
  }

  @Test
  void await_cancelled_leaves_andAnotherTakesItsPlace() throws Exception {
    TestRun.run(
        () -> {
          AsyncBarrier barrier = new AsyncBarrier(2);
          Task<Void> cancelled = party(barrier, "a", 1);
          Turns.settle();
          cancelled.cancel();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(cancelled::await);
          assertThat(barrier.waiting()).isZero();
          assertThat(barrier.isBroken()).isFalse();
          Async.gather(parties(barrier, 1, "b", "c")).await();
          assertThat(log).containsExactlyInAnyOrder("b0", "c1");
        });
  }
}
