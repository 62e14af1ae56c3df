package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EventLoopTest {

  private static final String LOOP = "test_asyncio.test_base_events.BaseEventLoopTests.";
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  @CoversScenario(LOOP + "test__add_callback_handle")
  void callSoon_runsOnTheThreadThatCalledRun() throws Exception {
    List<Thread> seen = new ArrayList<>();
    List<EventLoop> loops = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Handle handle =
              loop.callSoon(
                  () -> {
                    seen.add(Thread.currentThread());
                    loops.add(EventLoop.running());
                  });
          assertThat(handle.isCancelled()).isFalse();
          assertThat(seen).isEmpty();
          Async.sleep(Duration.ZERO);
          assertThat(loops).containsExactly(loop);
        });
    assertThat(seen).containsExactly(Thread.currentThread());
  }

  @Test
  void callSoon_cancelled_neverRuns() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Handle[] second = new Handle[1];
          loop.callSoon(
              () -> {
                log.add("first");
                second[0].cancel(); // ready in this very iteration
              });
          second[0] = loop.callSoon(() -> log.add("second"));
          loop.callSoon(() -> log.add("third"));
          Async.sleep(Duration.ZERO);
          assertThat(second[0].isCancelled()).isTrue();
          assertThat(second[0].toString()).isEqualTo("Handle[cancelled]");
        });
    assertThat(log).containsExactly("first", "third");
  }

  @Test
  @CoversScenario(LOOP + "test_call_later")
  void callLater_givesATimerHandleAndRunsWhenDue() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          List<Duration> ranAt = new ArrayList<>();
          Duration start = loop.time();
          TimerHandle handle = loop.callLater(SECOND, () -> ranAt.add(loop.time()));
          assertThat(handle).isInstanceOf(TimerHandle.class);
          assertThat(handle.when()).isEqualTo(start.plus(SECOND));
          assertThatNullPointerException().isThrownBy(() -> loop.callLater(null, () -> {}));
          assertThatNullPointerException().isThrownBy(() -> loop.callLater(SECOND, null));
          assertThatNullPointerException().isThrownBy(() -> loop.callSoon(null));
          assertThatNullPointerException().isThrownBy(() -> loop.callSoonThreadsafe(null));
          Async.sleep(SECOND.multipliedBy(2));
          assertThat(ranAt).containsExactly(start.plus(SECOND));
        });
  }

  @Test
  @CoversScenario(LOOP + "test_call_later_negative_delays")
  void callLater_negativeDelay_isRefused() throws Exception {
    TestRun.run(
        () -> {
          List<String> log = new ArrayList<>();
          assertThatIllegalArgumentException()
              .isThrownBy(
                  () -> EventLoop.running().callLater(Duration.ofNanos(-1), () -> log.add("ran")))
              .withMessageContaining("delay must not be negative: PT-0.000000001S");
          assertThatIllegalArgumentException()
              .isThrownBy(() -> Async.sleep(Duration.ofSeconds(-1)));
          EventLoop.running().callLater(Duration.ZERO, () -> log.add("zero"));
          Async.sleep(Duration.ZERO);
          assertThat(log).isEmpty(); // this coroutine was ready before the timer was looked at
          Async.sleep(Duration.ZERO);
          assertThat(log).containsExactly("zero");
        });
  }

  @Test
  void callLater_timersOfOneIteration_runByTimeThenByAge() throws Exception {
    List<Integer> log = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          for (int i = 0; i < 5; i++) {
            int number = i;
            loop.callLater(SECOND, () -> log.add(number));
          }
          loop.callLater(SECOND.minusNanos(1), () -> log.add(-1));
          Async.sleep(SECOND.multipliedBy(2));
        });
    // CPython gives 0, 2, 1, 3, 4 for equal times.
    assertThat(log).containsExactly(-1, 0, 1, 2, 3, 4);
  }

  @Test
  @CoversScenario(LOOP + "test__run_once")
  void idle_waitsForTheFirstTimerThatIsNotCancelled() throws Exception {
    TestRun run = new TestRun();
    run.runMain(
        () -> {
          EventLoop loop = EventLoop.running();
          TimerHandle cancelled = loop.callLater(SECOND, () -> {});
          cancelled.cancel();
          loop.callLater(SECOND.multipliedBy(3), () -> {});
          Async.sleep(SECOND.multipliedBy(4));
        });
    assertThat(run.idle().waits())
        .containsExactly(SECOND.multipliedBy(3).toNanos(), SECOND.toNanos());
  }

  @Test
  void time_neverGoesBackAndCanBeReadAnywhere() throws Exception {
    EventLoop loop =
        Async.run(
            () -> {
              EventLoop running = EventLoop.running();
              Duration before = running.time();
              Async.sleep(Delays.SHORT);
              assertThat(running.time()).isGreaterThanOrEqualTo(before.plus(Delays.SHORT));
              return running;
            });
    assertThat(loop.time()).isPositive();
  }

  @Test
  void callSoonThreadsafe_wakesAnIdleLoop() throws Exception {
    Thread loopThread = Thread.currentThread();
    AtomicReference<EventLoop> loop = new AtomicReference<>();
    List<String> log = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(1);
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  await(started);
                  TestRun.awaitIdle(loop.get());
                  loop.get()
                      .callSoonThreadsafe(
                          () -> {
                            log.add("on " + (Thread.currentThread() == loopThread));
                            TASK.get().cancel();
                          });
                });
    Async.run(
        () -> {
          loop.set(EventLoop.running());
          Task<Void> forever = Async.createTask(() -> Async.sleep(Duration.ofHours(1)));
          TASK.set(forever);
          started.countDown();
          try {
            forever.await();
          } catch (CancelledError e) {
            log.add("cancelled");
          }
        });
    ThreadStates.awaitEnded(other);
    assertThat(log).containsExactly("on true", "cancelled");
  }

  private static final AtomicReference<Task<?>> TASK = new AtomicReference<>();

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Delays.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void callSoonThreadsafe_manyThreads_allRunAndEachThreadsInOrder() throws Exception {
    int each = 20_000;
    List<List<Integer>> seen = new ArrayList<>();
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          CountDownLatch start = new CountDownLatch(1);
          List<Thread> threads = new ArrayList<>();
          for (int t = 0; t < 4; t++) {
            List<Integer> mine = new ArrayList<>(); // not thread-safe: only the loop touches it
            seen.add(mine);
            threads.add(
                Thread.ofPlatform()
                    .start(
                        () -> {
                          await(start);
                          for (int i = 0; i < each; i++) {
                            int number = i;
                            loop.callSoonThreadsafe(() -> mine.add(number));
                          }
                        }));
          }
          start.countDown();
          while (threads.stream().anyMatch(Thread::isAlive)) {
            Async.sleep(Duration.ofMillis(1));
          }
          Async.sleep(Duration.ZERO); // the iteration that runs what was posted last
          Async.sleep(Duration.ZERO);
        });
    assertThat(seen)
        .hasSize(4)
        .allSatisfy(mine -> assertThat(mine).hasSize(each).isSorted().doesNotHaveDuplicates());
  }

  @Test
  void callSoonThreadsafe_beforeCallSoon_runsFirst() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Thread other =
              Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> log.add("other")));
          other.join();
          loop.callSoon(() -> log.add("mine"));
          Async.createTask(() -> log.add("task"));
          Async.sleep(Duration.ZERO);
        });
    assertThat(log).containsExactly("other", "mine", "task");
  }

  @Test
  void callSoonThreadsafe_onTheLoopItself_isAllowed() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop.running().callSoonThreadsafe(() -> log.add("a"));
          EventLoop.running().callSoon(() -> log.add("b"));
          Async.sleep(Duration.ZERO);
        });
    assertThat(log).containsExactly("a", "b");
  }

  @Test
  void callSoonThreadsafe_handleCancelledByAnotherThread_neverRuns() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Thread other =
              Thread.ofPlatform()
                  .start(() -> loop.callSoonThreadsafe(() -> log.add("ran")).cancel());
          other.join();
          Async.sleep(Duration.ZERO);
          Async.sleep(Duration.ZERO);
        });
    assertThat(log).isEmpty();
  }

  @Test
  void timerHandle_cancelledByAnotherThread_neverRuns() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          TimerHandle handle = EventLoop.running().callLater(SECOND, () -> log.add("ran"));
          Thread.ofPlatform().start(handle::cancel).join();
          Async.sleep(SECOND.multipliedBy(2));
          assertThat(handle.isCancelled()).isTrue();
        });
    assertThat(log).isEmpty();
  }

  @Test
  void running_afterTheRun_isOver() throws Exception {
    Async.run(() -> {});
    assertThat(CurrentLoop.loopOrNull()).isNull();
  }

  @Test
  void loops_onSeveralThreads_doNotMeet() throws Exception {
    int loops = 8;
    List<AtomicReference<Object>> results = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      AtomicReference<Object> result = new AtomicReference<>();
      results.add(result);
      threads.add(Thread.ofPlatform().start(() -> result.set(sumOnALoop())));
    }
    for (Thread thread : threads) {
      ThreadStates.awaitEnded(thread);
    }
    assertThat(results).extracting(AtomicReference::get).containsOnly(4_950);
  }

  private static Object sumOnALoop() {
    try {
      return Async.<Integer>run(
          () -> {
            EventLoop mine = EventLoop.running();
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
              int number = i;
              tasks.add(
                  Async.createTask(
                      () -> {
                        Async.sleep(Duration.ofMillis(number % 3));
                        assertThat(EventLoop.running()).isSameAs(mine);
                        return number;
                      }));
            }
            int sum = 0;
            for (Task<Integer> task : tasks) {
              sum += task.await();
            }
            return sum;
          });
    } catch (Exception e) {
      return e;
    }
  }

  @Test
  void nestedLoop_inAThreadStartedByACoroutine_isAllowed() throws Exception {
    AtomicReference<Object> result = new AtomicReference<>();
    Async.run(
        () -> {
          Thread thread = Thread.ofPlatform().start(() -> result.set(sumOnALoop()));
          thread.join();
        });
    assertThat(result.get()).isEqualTo(4_950);
    assertThatIllegalStateException()
        .isThrownBy(() -> Async.run(() -> EventLoop.running()).callSoonThreadsafe(() -> {}));
  }

  @Test
  void callAt_theFirstAndTheLastTimeThereIs_areInThePastAndNever() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          List<String> ran = new ArrayList<>();
          loop.callAt(Duration.ofSeconds(Long.MIN_VALUE), () -> ran.add("first"));
          loop.callAt(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), () -> ran.add("last"));
          Timeout past = Timeout.at(Duration.ofSeconds(Long.MIN_VALUE));
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(() -> past.within(() -> Async.sleep(Duration.ofSeconds(1))));
          Async.sleep(Duration.ofHours(1));
          assertThat(ran).containsExactly("first");
        });
  }
}
