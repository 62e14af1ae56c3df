package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is logged of a loop that stands still, and why it does. */
@Timeout(60)
class WatchdogTest {

  private static final Duration SLOW = Delays.SHORT;

  @BeforeEach
  void forget() {
    CapturedLogs.ENTRIES.clear();
  }

  private static List<CapturedLogs.Entry> warnings(String about) {
    return CapturedLogs.ENTRIES.stream()
        .filter(entry -> entry.level() == System.Logger.Level.WARNING)
        .filter(entry -> entry.message().contains(about))
        .toList();
  }

  private static void awaitWarning(String about) {
    ThreadStates.awaitTrue("a warning about " + about, () -> !warnings(about).isEmpty());
  }

  private static void blockUntilWarned(String about) {
    awaitWarning(about); // a blocking wait: it does not suspend
  }

  @Test
  void coroutineThatBlocks_isNamedWhileItStillBlocks_withItsStack() throws Exception {
    Async.run(
        () -> {
          EventLoop.running().setSlowCallbackDuration(SLOW);
          Async.createTask("hog", () -> blockUntilWarned("hog")).await();
        });
    CapturedLogs.Entry warning = warnings("hog").getFirst();
    assertThat(warning.logger()).isEqualTo("dev.ropewalk.async");
    assertThat(warning.message())
        .startsWith("blocked by a step: on EventLoop[")
        .contains("the coroutine hog has been running for at least");
    assertThat(Arrays.stream(warning.thrown().getStackTrace()))
        .anyMatch(frame -> frame.getMethodName().equals("blockUntilWarned"));
    assertThat(warnings("hog")).hasSize(1);
  }

  @Test
  void callbackThatBlocks_isReportedWithItsStack() throws Exception {
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.setSlowCallbackDuration(SLOW);
          loop.callSoon(() -> blockUntilWarned("a callback"));
          Async.sleep(Duration.ZERO);
        });
    CapturedLogs.Entry warning = warnings("a callback").getFirst();
    assertThat(warning.message()).startsWith("blocked by a step");
    assertThat(Arrays.stream(warning.thrown().getStackTrace()))
        .anyMatch(frame -> frame.getMethodName().equals("blockUntilWarned"));
  }

  @Test
  void idleLoop_andBusyLoopWithShortSteps_areNotReported() throws Exception {
    Async.run(
        () -> {
          EventLoop.running().setSlowCallbackDuration(SLOW);
          Async.sleep(SLOW.multipliedBy(5));
          long end = System.nanoTime() + SLOW.multipliedBy(5).toNanos();
          while (System.nanoTime() < end) {
            Async.sleep(Duration.ZERO);
          }
        });
    assertThat(warnings("blocked by a step")).isEmpty();
  }

  /** The scheduler of virtual threads is shared by the whole JVM: computing on it stops every loop. */
  @Test
  void allCarriersBusyComputing_theLoopStandsStill_andIsReportedAsNotScheduled() throws Exception {
    int carriers = Runtime.getRuntime().availableProcessors();
    AtomicBoolean compute = new AtomicBoolean(true);
    CountDownLatch computing = new CountDownLatch(carriers);
    AtomicReference<EventLoop> loop = new AtomicReference<>();
    List<Thread> hogs = new ArrayList<>();
    List<String> log = new ArrayList<>();
    AtomicReference<AsyncFuture<String>> future = new AtomicReference<>();
    Thread helper =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    awaitUninterruptibly(computing); // all carriers are taken
                    loop.get()
                        .callSoonThreadsafe(
                            () -> { // runs all the same, since it needs no carrier
                              log.add("callback");
                              future.get().setResult("coroutine");
                            });
                    awaitWarning("not scheduled");
                    log.add("warned");
                  } finally {
                    compute.set(false);
                  }
                });
    Async.run(
        () -> {
          loop.set(EventLoop.running());
          loop.get().setSlowCallbackDuration(SLOW);
          future.set(new AsyncFuture<>());
          for (int i = 0; i < carriers; i++) {
            hogs.add(
                Thread.startVirtualThread(
                    () -> {
                      computing.countDown();
                      while (compute.get()) {
                        Thread.onSpinWait();
                      }
                    }));
          }
          log.add(future.get().await()); // could go on after the callback, and has no carrier
        });
    ThreadStates.awaitEnded(helper);
    for (Thread hog : hogs) {
      ThreadStates.awaitEnded(hog);
    }
    assertThat(log).containsExactly("callback", "warned", "coroutine");
    assertThat(warnings("not scheduled").getFirst().message())
        .contains("the coroutine Task-1 has been ready to run for at least")
        .contains("share " + carriers + " carriers");
    assertThat(warnings("blocked by a step")).isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void loggingThatFails_doesNotEndTheWatchdog() throws Exception {
    CapturedLogs.fail = true;
    try {
      Async.run(
          () -> {
            EventLoop.running().setSlowCallbackDuration(SLOW);
            Async.createTask("first", () -> blockUntilWarned("first")).await();
            Async.createTask("second", () -> blockUntilWarned("second")).await();
          });
    } finally {
      CapturedLogs.fail = false;
    }
    assertThat(warnings("second")).hasSize(1);
  }

  @Test
  void slowCallbackDuration_zeroOrNegative_isRefused() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          assertThatIllegalArgumentException()
              .isThrownBy(() -> loop.setSlowCallbackDuration(Duration.ZERO));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> loop.setSlowCallbackDuration(Duration.ofMillis(-1)))
              .withMessage(
                  "a slow step takes some time, more than PT-0.001S: give a positive duration");
          loop.setSlowCallbackDuration(Duration.ofSeconds(3));
          assertThat(loop.slowCallbackDuration()).isEqualTo(Duration.ofSeconds(3));
        });
  }

  @Test
  void aLookThatFails_doesNotEndTheWatchdog() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    Async.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Watchdog.Watch failing =
              new Watchdog.Watch(loop) {
                @Override
                void look(long elapsed) {
                  if (!failed.getAndSet(true)) {
                    throw new OutOfMemoryError("as told");
                  }
                }
              };
          Watchdog.WATCHED.add(failing);
          loop.setSlowCallbackDuration(SLOW);
          ThreadStates.awaitTrue("a look that fails", failed::get);
          Async.sleep(Duration.ZERO);
          Async.createTask("after", () -> blockUntilWarned("after")).await();
        });
    assertThat(warnings("after")).hasSize(1);
  }
}
