package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExceptionHandlerTest {

  private static final String LOOP = "test_asyncio.test_base_events.BaseEventLoopTests.";

  @BeforeEach
  @AfterEach
  void forgetWhatWasLogged() {
    CapturedLogs.ENTRIES.clear();
    CapturedLogs.fail = false;
  }

  private static void failInACallback(Throwable failure) {
    EventLoop.running()
        .callSoon(
            () -> {
              ExceptionHandlerTest.<RuntimeException>sneak(failure);
            });
    Async.sleep(Duration.ZERO);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  @Test
  @CoversScenario(LOOP + "test_default_exc_handler_callback")
  void failingCallback_isLoggedAndTheLoopGoesOn() throws Exception {
    RuntimeException failure = new RuntimeException("boom");
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          failInACallback(failure);
          EventLoop.running().callLater(Duration.ofSeconds(1), () -> log.add("later"));
          Async.sleep(Duration.ofSeconds(2));
        });
    assertThat(log).containsExactly("later");
    assertThat(CapturedLogs.ENTRIES)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.logger()).isEqualTo("dev.ropewalk.async");
              assertThat(entry.level()).isEqualTo(System.Logger.Level.ERROR);
              assertThat(entry.thrown()).isSameAs(failure);
              assertThat(entry.message()).matches("a callback of EventLoop\\[.*] failed");
            });
  }

  @Test
  void failingCallback_withAnErrorOrCancelledError_doesNotEndTheLoop() throws Exception {
    List<Throwable> seen = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop.running().setExceptionHandler((loop, report) -> seen.add(report.exception()));
          failInACallback(new AssertionError("an error"));
          failInACallback(CancelledError.of("in a callback", null));
          Task<Void> task = Async.createTask(() -> {});
          task.addDoneCallback(
              done -> {
                throw new IllegalArgumentException("in a done callback");
              });
          task.await();
          Async.sleep(Duration.ZERO);
        });
    assertThat(seen)
        .extracting(Throwable::getMessage)
        .containsExactly("an error", "in a callback", "in a done callback");
  }

  @Test
  @CoversScenario(LOOP + "test_set_exc_handler_custom")
  void customHandler_isToldLoopExceptionAndMessage_untilItIsReset() throws Exception {
    RuntimeException failure = new RuntimeException("boom");
    List<EventLoop> loops = new ArrayList<>();
    List<ErrorReport> reports = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop mine = EventLoop.running();
          mine.setExceptionHandler(
              (loop, report) -> {
                loops.add(loop);
                reports.add(report);
              });
          failInACallback(failure);
          assertThat(loops).containsExactly(mine);
          assertThat(CapturedLogs.ENTRIES).isEmpty();
          mine.setExceptionHandler(null);
          failInACallback(failure);
        });
    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.exception()).isSameAs(failure);
              assertThat(report.message()).startsWith("a callback of EventLoop[");
              assertThat(report.toString()).endsWith("failed: " + failure);
            });
    assertThat(CapturedLogs.ENTRIES).hasSize(1);
  }

  @Test
  @CoversScenario(LOOP + "test_set_exc_handler_broken")
  void customHandlerFails_bothFailuresAreLogged() throws Exception {
    RuntimeException failure = new RuntimeException("boom");
    RuntimeException second = new RuntimeException("the handler too");
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          EventLoop.running()
              .setExceptionHandler(
                  (loop, report) -> {
                    throw second;
                  });
          failInACallback(failure);
          log.add("went on");
        });
    assertThat(log).containsExactly("went on");
    assertThat(CapturedLogs.ENTRIES)
        .extracting(CapturedLogs.Entry::thrown)
        .containsExactly(failure, second);
    assertThat(CapturedLogs.ENTRIES.getLast().message())
        .matches("the exception handler of EventLoop\\[.*] failed");
  }

  @Test
  void loggingFails_theLoopGoesOn() throws Exception {
    CapturedLogs.fail = true;
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          failInACallback(new RuntimeException("boom"));
          log.add("went on");
        });
    assertThat(log).containsExactly("went on");
    assertThat(CapturedLogs.ENTRIES).hasSize(1);
  }

  @Test
  void aFailureThatACopyWasNotToldOf_becauseItWasCompletedMeanwhile_isReported() throws Exception {
    List<ErrorReport> reports =
        CollectedReports.of(
            () -> {
              AsyncFuture<Integer> source = new AsyncFuture<>();
              CompletableFuture<Integer> copy = source.toCompletableFuture();
              Bodies.letOthersRun();
              source.setException(new IllegalStateException("expected"));
              copy.complete(1); // the loop is about to tell it
              Bodies.letOthersRun();
            });
    assertThat(reports)
        .extracting(report -> report.exception().getMessage())
        .containsExactly("expected");
  }
}
