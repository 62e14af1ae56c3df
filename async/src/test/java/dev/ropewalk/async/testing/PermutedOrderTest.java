package dev.ropewalk.async.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.AsyncFuture;
import dev.ropewalk.async.EventLoop;
import dev.ropewalk.async.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PermutedOrderTest {

  /** What several tasks did, in the order in which they did it. */
  private static List<String> trace(VirtualTime time) throws InterruptedException {
    List<String> trace = new ArrayList<>();
    time.run(
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            int number = i;
            tasks.add(
                Async.createTask(
                    () -> {
                      for (int step = 0; step < 3; step++) {
                        trace.add(number + "." + step);
                        Async.sleep(step == 1 ? Duration.ofHours(1) : Duration.ZERO);
                      }
                    }));
          }
          Async.wait(tasks.stream().map(PermutedOrderTest::asObject).toList());
        });
    return trace;
  }

  @SuppressWarnings("unchecked")
  private static Task<Object> asObject(Task<?> task) {
    return (Task<Object>) task;
  }

  @Test
  void aSeed_standsForOneOrder() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      VirtualTime time = VirtualTime.permuted(seed);
      assertThat(trace(time)).isEqualTo(trace(time));
    }
  }

  @Test
  void seeds_standForManyOrders_inWhichEveryTaskGoesItsWay() throws Exception {
    List<String> usual = trace(VirtualTime.inOrder());
    Set<List<String>> orders = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      List<String> trace = trace(VirtualTime.permuted(seed));
      assertThat(trace).containsExactlyInAnyOrderElementsOf(usual);
      for (int task = 0; task < 4; task++) {
        String prefix = task + ".";
        assertThat(trace.stream().filter(step -> step.startsWith(prefix)))
            .containsExactly(prefix + 0, prefix + 1, prefix + 2);
      }
      orders.add(trace);
    }
    assertThat(orders).hasSizeGreaterThan(90);
    assertThat(usual)
        .startsWith("0.0", "1.0", "2.0", "3.0", "0.1")
        .isEqualTo(trace(VirtualTime.inOrder()));
  }

  @Test
  void callbacks_keepTheirOrder() throws Exception {
    VirtualTime.explore(
        0,
        100,
        () -> {
          List<Integer> called = new ArrayList<>();
          Async.createTask(() -> Async.sleep(Duration.ZERO));
          Async.createTask(() -> Async.sleep(Duration.ZERO));
          for (int i = 0; i < 5; i++) {
            int number = i;
            EventLoop.running().callSoon(() -> called.add(number));
          }
          Async.sleep(Duration.ofMillis(1));
          assertThat(called).containsExactly(0, 1, 2, 3, 4);
        });
  }

  /** Reads, lets others run and writes what it read plus one, as if nobody had written meanwhile. */
  private static void loseAnUpdate() {
    int[] counter = {0};
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      tasks.add(
          Async.createTask(
              () -> {
                int before = counter[0];
                Async.sleep(Duration.ZERO);
                counter[0] = before + 1;
              }));
      Async.sleep(Duration.ZERO);
      Async.sleep(Duration.ZERO); // in the usual order the task has ended by now
    }
    tasks.forEach(Task::await);
    assertThat(counter[0]).isEqualTo(2);
  }

  @Test
  void anOrderThatAProgramOnlyHopesFor_isFoundToBeBroken_andItsSeedRepeatsThat() throws Exception {
    VirtualTime.inOrder().run(PermutedOrderTest::loseAnUpdate);
    assertThatThrownBy(() -> VirtualTime.explore(1, 1_000, PermutedOrderTest::loseAnUpdate))
        .isInstanceOfSatisfying(
            OrderFailedError.class,
            error -> {
              assertThat(error)
                  .hasMessageContaining("VirtualTime.permuted(" + error.seed() + "L)")
                  .hasRootCauseInstanceOf(AssertionError.class);
              assertThat(error.seed()).isBetween(1L, 1_000L);
              for (int again = 0; again < 3; again++) {
                assertThatThrownBy(
                        () ->
                            VirtualTime.permuted(error.seed()).run(PermutedOrderTest::loseAnUpdate))
                    .hasRootCauseInstanceOf(AssertionError.class);
              }
            });
  }

  @Test
  void aRunThatGetsStuckOrIsCancelled_failsItsOrder() {
    assertThatThrownBy(() -> VirtualTime.explore(7, 1, () -> new AsyncFuture<>().await()))
        .isInstanceOf(OrderFailedError.class)
        .hasMessageStartingWith("order 7 failed, after 0 that passed")
        .hasCauseInstanceOf(LoopDeadlockError.class);
    assertThatThrownBy(
            () ->
                VirtualTime.explore(
                    7,
                    1,
                    () -> {
                      Async.currentTask().orElseThrow().cancel();
                      Async.sleep(Duration.ZERO);
                    }))
        .isInstanceOf(OrderFailedError.class)
        .hasCauseInstanceOf(CancellationException.class);
  }

  @Test
  void explore_runsAsManyOrdersAsItIsTold() throws Exception {
    int[] runs = {0};
    VirtualTime.explore(0, 0, () -> runs[0]++);
    assertThat(runs[0]).isZero();
    VirtualTime.explore(0, 25, () -> runs[0]++);
    assertThat(runs[0]).isEqualTo(25);
    assertThatThrownBy(() -> VirtualTime.explore(0, -1, () -> runs[0]++))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
  }

  @Test
  void timersOfEqualTime_letTheirTasksGoOnInAnyOrder() throws Exception {
    Set<List<Integer>> orders = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      List<Integer> woken = new ArrayList<>();
      VirtualTime.permuted(seed)
          .run(
              () -> {
                for (int i = 0; i < 3; i++) {
                  int number = i;
                  Async.createTask(
                      () -> {
                        Async.sleep(Duration.ofHours(1));
                        woken.add(number);
                      });
                }
                Async.sleep(Duration.ofHours(2));
              });
      orders.add(woken);
    }
    assertThat(orders).hasSize(6);
  }
}
