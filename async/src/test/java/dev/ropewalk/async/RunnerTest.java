package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.ThreadStates;
import dev.ropewalk.threads.Context;
import dev.ropewalk.threads.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RunnerTest {

  private static final String PYTHON = "test_asyncio.test_runners.RunnerTests.";
  private static final ContextVar<String> VAR = ContextVar.withDefault("runner", "unset");

  private final List<String> log = new ArrayList<>();

  private static Runner jumping() {
    return new Runner(new JumpingIdle(), Runner.COROUTINE_THREADS);
  }

  @Test
  @CoversScenario(PYTHON + "test_run")
  void run_severalMains_shareTheLoop() throws Exception {
    Runner runner = jumping();
    EventLoop loop = runner.loop();
    try (runner) {
      assertThat(runner.run(EventLoop::running)).isSameAs(loop);
      assertThat(runner.<EventLoop>run(EventLoop::running)).isSameAs(loop);
    }
    assertThat(loop.isClosed()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> runner.run(() -> {}));
    assertThatIllegalStateException().isThrownBy(runner::loop);
  }

  @Test
  @CoversScenario({
    PYTHON + "test_explicit_close",
    PYTHON + "test_double_close",
    PYTHON + "test_second_with_block_raises",
    "test_asyncio.test_base_events.BaseEventLoopTests.test_close"
  })
  void close_twice_isAllowed_andLaterUseIsRefused() throws Exception {
    Runner runner = jumping();
    EventLoop loop = runner.loop();
    runner.run(() -> {});
    assertThat(loop.isClosed()).isFalse();
    runner.close();
    runner.close();
    assertThat(loop.isClosed()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> runner.run(() -> {}))
        .withMessageContaining("run was called on EventLoop[closed");
    assertThatIllegalStateException().isThrownBy(() -> loop.callSoon(() -> {}));
  }

  @Test
  @CoversScenario(PYTHON + "test_run_keeps_context")
  void run_severalMains_shareTheContext_andNobodyElseDoes() throws Exception {
    try (Runner runner = jumping()) {
      runner.run(() -> VAR.set("first"));
      assertThat(runner.<String>run(VAR::get)).isEqualTo("first");
      assertThat(VAR.get()).isEqualTo("unset");
      Context other = new Context();
      runner.run(
          other,
          () -> {
            VAR.set("other");
            return null;
          });
      assertThat(other.get(VAR)).isEqualTo("other");
      assertThat(runner.<String>run(VAR::get)).isEqualTo("first");
    }
  }

  @Test
  void newRunner_takesTheValuesOfItsMakersContext() throws Exception {
    new Context()
        .run(
            () -> {
              VAR.set("maker");
              try (Runner runner = jumping()) {
                VAR.set("later");
                return log.add(runner.<String>run(VAR::get));
              }
            });
    assertThat(log).containsExactly("maker");
  }

  @Test
  @CoversScenario(PYTHON + "test_recursive_run")
  void run_insideItsOwnLoop_isRefused() throws Exception {
    try (Runner runner = jumping()) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> runner.run(() -> runner.run(() -> {})))
          .withCauseInstanceOf(IllegalStateException.class)
          .withMessageContaining("Async.createTask");
      runner.run(
          () ->
              assertThatIllegalStateException()
                  .isThrownBy(runner::endLeftOvers)
                  .withMessageContaining("which is running"));
      assertThat(runner.<String>run(() -> "still works")).isEqualTo("still works");
    }
  }

  @Test
  void tasksLeftBehind_standStillBetweenRuns_andCloseCancelsThem() throws Exception {
    AtomicReference<Task<Void>> left = new AtomicReference<>();
    try (Runner runner = jumping()) {
      runner.run(
          () ->
              left.set(
                  Async.createTask(
                      () -> {
                        try {
                          log.add("one");
                          Async.sleep(Duration.ofSeconds(1));
                          log.add("two");
                          Async.sleep(Duration.ofHours(1));
                        } finally {
                          log.add("cleaned up");
                        }
                      })));
      runner.run(() -> Async.sleep(Duration.ZERO));
      assertThat(log).containsExactly("one");
      runner.run(() -> Async.sleep(Duration.ofSeconds(2)));
      assertThat(log).containsExactly("one", "two");
    }
    assertThat(log).containsExactly("one", "two", "cleaned up");
    assertThat(left.get().isCancelled()).isTrue();
  }

  @Test
  void callSoon_betweenRuns_happensInTheNextOne() throws Exception {
    try (Runner runner = jumping()) {
      runner.loop().callSoon(() -> log.add("callback"));
      assertThat(runner.loop().isRunning()).isFalse();
      assertThat(log).isEmpty();
      runner.run(() -> log.add("main, running: " + EventLoop.running().isRunning()));
      assertThat(log).containsExactly("callback", "main, running: true");
    }
  }

  @Test
  void run_failsOrIsCancelled_theRunnerGoesOn() throws Exception {
    try (Runner runner = jumping()) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(
              () ->
                  runner.run(
                      () -> {
                        throw new IllegalArgumentException("as told");
                      }))
          .withCauseInstanceOf(IllegalArgumentException.class);
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(
              () ->
                  runner.run(
                      () -> {
                        Async.currentTask().orElseThrow().cancel();
                        Async.sleep(Duration.ZERO);
                      }));
      assertThat(runner.<Integer>run(() -> 3)).isEqualTo(3);
    }
  }

  @Test
  void close_failingLeftOver_isReportedOnce() throws Exception {
    List<ErrorReport> reports = new ArrayList<>();
    try (Runner runner = jumping()) {
      runner.run(
          () -> {
            EventLoop.running().setExceptionHandler((loop, report) -> reports.add(report));
            Async.createTask(
                "left",
                () -> {
                  try {
                    Async.sleep(Duration.ofHours(1));
                  } finally {
                    failAsTold("as told");
                  }
                });
            Async.sleep(Duration.ZERO);
          });
    }
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().message()).startsWith("left failed as it was cancelled");
  }

  @Test
  void run_onAnotherThreadThanItsMakers_isRefused() throws Exception {
    try (Runner runner = jumping()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      runner.run(() -> {});
                    } catch (Throwable e) {
                      thrown.set(e);
                    }
                  });
      ThreadStates.awaitEnded(other);
      assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
    }
  }

  @Test
  void run_interruptedOnEntry_runsNothing_andTheRunnerGoesOn() throws Exception {
    try (Runner runner = jumping()) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> runner.run(() -> log.add("ran")));
      assertThat(log).isEmpty();
      assertThat(runner.<Integer>run(() -> 3)).isEqualTo(3);
    }
  }

  @Test
  @CoversScenario({
    PYTHON + "test_debug",
    PYTHON + "test_non_debug",
    "test_asyncio.test_base_events.BaseEventLoopTests.test_set_debug"
  })
  void debug_isSetByTheMaker_andCanBeSwitched() {
    try (Runner debug = new Runner(true);
        Runner plain = new Runner(false)) {
      assertThat(debug.loop().isDebug()).isTrue();
      assertThat(debug.loop().slowCallbackDuration()).isEqualTo(Duration.ofMillis(100));
      assertThat(plain.loop().isDebug()).isFalse();
      assertThat(plain.loop().slowCallbackDuration()).isEqualTo(Duration.ofSeconds(1));
      plain.loop().setDebug(true);
      assertThat(plain.loop().isDebug()).isTrue();
      plain.loop().setDebug(false);
      assertThat(plain.loop().isDebug()).isFalse();
    }
  }

  @Test
  @CoversScenario("test_asyncio.test_base_events.BaseEventLoopTests.test_env_var_debug")
  void debug_isSetByASystemProperty_unlessTheMakerSays() {
    System.setProperty("ropewalk.async.debug", "true");
    try (Runner asked = new Runner();
        Runner told = new Runner(false)) {
      assertThat(asked.loop().isDebug()).isTrue();
      assertThat(told.loop().isDebug()).isFalse();
    } finally {
      System.clearProperty("ropewalk.async.debug");
    }
  }

  private static void failAsTold(String message) {
    throw new IllegalStateException(message);
  }

  @Test
  void close_insideAnotherLoop_isRefused_andHarmsNeither() throws Exception {
    List<Runner> inner = new ArrayList<>();
    try (Runner outer = jumping()) {
      outer.run(
          () ->
              EventLoop.running()
                  .callSoon(
                      () -> {
                        Runner runner = jumping();
                        inner.add(runner);
                        assertThatIllegalStateException()
                            .isThrownBy(runner::close)
                            .withMessageContaining("which is running");
                        Async.createTask(() -> log.add("the outer loop goes on"));
                      }));
      outer.run(() -> Async.sleep(Duration.ZERO));
    }
    assertThat(log).containsExactly("the outer loop goes on");
    inner.getFirst().run(() -> log.add("and so does the inner one"));
    inner.getFirst().close();
    assertThat(log).hasSize(2);
  }
}
