package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Who runs when. The expected orders were taken from CPython 3.11 and 3.13. */
class OrderTest {

  @RepeatedTest(20)
  void coroutinesAndCallbacks_takeTurnsAtSuspensionsOnly() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Task<Void> a = Async.createTask(() -> threeSteps("a", log));
          Task<Void> b = Async.createTask(() -> threeSteps("b", log));
          EventLoop.running().callSoon(() -> log.add("callback"));
          a.addDoneCallback(task -> log.add("a done"));
          b.await();
          log.add("main");
        });
    assertThat(log)
        .containsExactly("a0", "b0", "callback", "a1", "b1", "a2", "b2", "a done", "main");
  }

  private static void threeSteps(String name, List<String> log) {
    for (int i = 0; i < 3; i++) {
      log.add(name + i);
      Async.sleep(Duration.ZERO);
    }
  }

  @Test
  void coroutine_thatDoesNotSuspend_letsNobodyIn() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Async.createTask(() -> log.add("other"));
          EventLoop.running().callSoon(() -> log.add("callback"));
          for (int i = 0; i < 200; i++) {
            LockSupport.parkNanos(
                1_000); // blocks without suspending: gives up the processor, not the turn
            log.add("step");
          }
          Async.sleep(Duration.ZERO);
        });
    assertThat(log.subList(0, 200)).containsOnly("step");
    assertThat(log.subList(200, log.size())).containsExactly("other", "callback");
  }

  @Test
  @CoversScenario("test_asyncio.test_base_events.BaseEventLoopTests.test__run_once_schedule_handle")
  void callback_addedByACallback_waitsForTheNextIteration() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.callSoon(
              () -> {
                log.add("one");
                loop.callSoon(() -> log.add("three"));
              });
          loop.callSoon(() -> log.add("two"));
          Async.sleep(Duration.ZERO);
          log.add("main 1");
          Async.sleep(Duration.ZERO);
          log.add("main 2");
        });
    assertThat(log).containsExactly("one", "two", "main 1", "three", "main 2");
  }

  @Test
  @CoversScenario("test_asyncio.test_tasks.SleepTests.test_sleep_zero")
  void sleep_zero_takesExactlyOneIteration() throws Exception {
    List<Integer> iterations = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          int[] count = {0};
          Runnable[] everyIteration = new Runnable[1];
          everyIteration[0] =
              () -> {
                count[0]++;
                loop.callSoon(everyIteration[0]);
              };
          Handle unused = loop.callSoon(everyIteration[0]);
          assertThat(unused.isCancelled()).isFalse();
          for (int i = 0; i < 4; i++) {
            iterations.add(count[0]);
            Async.sleep(Duration.ZERO);
          }
        });
    assertThat(iterations).containsExactly(0, 1, 2, 3);
  }

  @Test
  @CoversScenario("test_asyncio.test_tasks.BaseTaskTests.test_sleep")
  void sleep_suspendsForTheDelayWhileOthersRun() throws Exception {
    TestRun run = new TestRun();
    List<String> log = new ArrayList<>();
    run.runMain(
        () -> {
          Duration start = EventLoop.running().time();
          Task<Void> other =
              Async.createTask(
                  () -> {
                    Async.sleep(Duration.ofMillis(50));
                    log.add("other");
                  });
          Async.sleep(Duration.ofMillis(100));
          log.add("main");
          assertThat(EventLoop.running().time().minus(start)).isEqualTo(Duration.ofMillis(100));
          assertThat(other.isDone()).isTrue();
        });
    assertThat(log).containsExactly("other", "main");
    assertThat(run.idle().waits())
        .containsExactly(Duration.ofMillis(50).toNanos(), Duration.ofMillis(50).toNanos());
  }

  @Test
  void sleep_sameDelay_wakesInOrderAndAfterCallbacksOfThatTime() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Duration second = Duration.ofSeconds(1);
          List<Task<Boolean>> sleepers = new ArrayList<>();
          for (String name : List.of("a", "b", "c")) {
            sleepers.add(
                Async.createTask(
                    () -> {
                      Async.sleep(second);
                      return log.add(name);
                    }));
          }
          Async.sleep(Duration.ZERO);
          // A sleeper is made ready by its timer and runs one iteration later.
          EventLoop.running().callLater(second, () -> log.add("callback"));
          for (Task<Boolean> sleeper : sleepers) {
            sleeper.await();
          }
        });
    assertThat(log).containsExactly("callback", "a", "b", "c");
  }

  @Test
  void sleep_longerThanTheClockCounts_practicallyForever() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> forever =
              Async.createTask(() -> Async.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
          Async.sleep(Duration.ofDays(365 * 100));
          assertThat(forever.isDone()).isFalse();
        });
  }
}
