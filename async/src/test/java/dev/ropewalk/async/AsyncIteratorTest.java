package dev.ropewalk.async;

import static dev.ropewalk.async.Bodies.HOUR;
import static dev.ropewalk.async.Bodies.SECOND;
import static dev.ropewalk.async.Bodies.assertCancelled;
import static dev.ropewalk.async.Bodies.letOthersRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.threads.ContextVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Generators: bodies that yield. */
class AsyncIteratorTest {

  private final List<String> log = new ArrayList<>();

  private void upToThree(Yielder<Integer> out) {
    try {
      for (int i = 1; i <= 3; i++) {
        log.add("make " + i);
        out.emit(i);
        Async.sleep(SECOND);
      }
    } finally {
      log.add("body ends");
    }
  }

  @Test
  void forLoop_takesTurnsWithTheBody_andOthersRunWhileItWaits() throws Exception {
    TestRun.run(
        () -> {
          Async.createTask(
              () -> {
                Async.sleep(Duration.ofMillis(500));
                log.add("other");
              });
          try (AsyncIterator<Integer> numbers = AsyncIterator.of(this::upToThree)) {
            assertThat(numbers.toString()).isEqualTo("AsyncIterator[a generator, not begun]");
            for (int number : numbers) {
              log.add("take " + number);
            }
            assertThat(numbers.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(numbers::next);
            assertThat(numbers.toString()).isEqualTo("AsyncIterator[generator of Task-1, ended]");
          }
        });
    assertThat(log)
        .containsExactly(
            "make 1", "take 1", "other", "make 2", "take 2", "make 3", "take 3", "body ends");
  }

  @Test
  void hasNext_severalTimes_asksOnce() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<String> one = AsyncIterator.of(out -> out.emit("only"));
          assertThat(one.hasNext()).isTrue();
          assertThat(one.hasNext()).isTrue();
          assertThat(one.next()).isEqualTo("only");
          assertThat(one.hasNext()).isFalse();
        });
  }

  @Test
  void emit_null_isAnItem() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<String> one = AsyncIterator.of(out -> out.emit(null));
          assertThat(one.hasNext()).isTrue();
          assertThat(one.next()).isNull();
        });
  }

  @Test
  void close_early_endsTheBodyAtItsEmit_andWaitsForItsCleanUp() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers =
              AsyncIterator.of(
                  out -> {
                    try {
                      out.emit(1);
                    } finally {
                      Async.sleep(Duration.ofSeconds(5));
                      log.add("cleaned up");
                    }
                  });
          assertThat(numbers.next()).isEqualTo(1);
          numbers.close();
          assertThat(log).containsExactly("cleaned up");
          assertThat(numbers.hasNext()).isFalse();
          numbers.close();
        });
  }

  @Test
  void close_cancelledWhileTheBodyCleansUp_goesThroughTheBody() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers =
              AsyncIterator.of(
                  out -> {
                    try {
                      out.emit(1);
                    } finally {
                      Async.sleep(HOUR);
                      log.add("not reached");
                    }
                  });
          numbers.next();
          Task<Void> closing = Async.createTask(numbers::close);
          Async.sleep(SECOND);
          closing.cancel();
          assertCancelled(closing);
          assertThat(EventLoop.running().time()).isLessThan(Duration.ofMinutes(1));
          assertThat(numbers.hasNext()).isFalse();
        });
    assertThat(log).isEmpty();
  }

  @Test
  void close_notBegun_neverRunsTheBody() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = AsyncIterator.of(this::upToThree);
          numbers.close();
          assertThat(numbers.hasNext()).isFalse();
        });
    assertThat(log).isEmpty();
  }

  @Test
  void close_theBodyFailsOrEmitsAgain_isTold() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> fails =
              AsyncIterator.of(
                  out -> {
                    try {
                      out.emit(1);
                    } finally {
                      log.add("" + Integer.parseInt("x"));
                    }
                  });
          fails.next();
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(fails::close)
              .withCauseInstanceOf(NumberFormatException.class);
          AsyncIterator<Integer> stubborn =
              AsyncIterator.of(
                  out -> {
                    try {
                      out.emit(1);
                    } catch (CancelledError e) {
                      out.emit(2);
                    }
                  });
          stubborn.next();
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(stubborn::close)
              .withStackTraceContaining("let the CancelledError pass");
        });
  }

  @Test
  void body_fails_comesOutOnceAndEndsIt() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers =
              AsyncIterator.of(
                  out -> {
                    out.emit(1);
                    throw new java.io.IOException("expected");
                  });
          assertThat(numbers.next()).isEqualTo(1);
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(numbers::hasNext)
              .withCauseInstanceOf(java.io.IOException.class);
          assertThat(numbers.hasNext()).isFalse();
          numbers.close();
        });
  }

  @Test
  void cancel_theOneWhoWaits_goesThroughTheBody() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers =
              AsyncIterator.of(
                  out -> {
                    try {
                      Async.sleep(HOUR);
                    } catch (CancelledError e) {
                      log.add("told " + e.reason().orElse(""));
                      throw e;
                    }
                  });
          Task<Boolean> waiting = Async.createTask(numbers::hasNext);
          Async.sleep(SECOND);
          waiting.cancel("enough");
          assertCancelled(waiting);
          assertThat(waiting.isCancelled()).isTrue();
          assertThat(log).containsExactly("told enough");
          assertThat(numbers.hasNext()).isFalse();
        });
  }

  @Test
  void cancel_theBodyCatchesIt_theOneWhoWaitsGetsTheItem() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<String> items =
              AsyncIterator.of(
                  out -> {
                    try {
                      Async.sleep(HOUR);
                    } catch (CancelledError e) {
                      out.emit("instead");
                    }
                  });
          Task<String> waiting = Async.createTask(items::next);
          Async.sleep(SECOND);
          waiting.cancel();
          assertThat(waiting.await()).isEqualTo("instead");
          items.close();
        });
  }

  @Test
  void timeout_aroundTheLoop_works() throws Exception {
    TestRun.run(
        () -> {
          try (AsyncIterator<Integer> numbers = AsyncIterator.of(this::upToThree)) {
            assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(
                    () ->
                        Async.timeout(
                            Duration.ofMillis(1_500),
                            () -> numbers.forEachRemaining(number -> log.add("" + number))));
          }
        });
    assertThat(log).containsExactly("make 1", "1", "make 2", "2", "body ends");
  }

  @Test
  void hasNext_byTwoCoroutines_isRefused() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> slow =
              AsyncIterator.of(
                  out -> {
                    Async.sleep(SECOND);
                    out.emit(1);
                  });
          Task<Boolean> first = Async.createTask(slow::hasNext);
          letOthersRun();
          assertThatIllegalStateException().isThrownBy(slow::hasNext);
          assertThatIllegalStateException().isThrownBy(slow::close);
          assertThat(first.await()).isTrue();
          slow.close();
        });
  }

  @Test
  void emit_notByTheBody_isRefused() throws Exception {
    TestRun.run(
        () -> {
          List<Yielder<Integer>> stolen = new ArrayList<>();
          AsyncIterator<Integer> numbers =
              AsyncIterator.of(
                  out -> {
                    stolen.add(out);
                    out.emit(1);
                  });
          numbers.next();
          assertThatIllegalStateException().isThrownBy(() -> stolen.get(0).emit(2));
          numbers.close();
        });
  }

  @Test
  void hasNext_byItsOwnBody_isRefused() throws Exception {
    TestRun.run(
        () -> {
          List<AsyncIterator<Integer>> self = new ArrayList<>();
          self.add(AsyncIterator.of(out -> log.add("" + self.get(0).hasNext())));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(self.get(0)::hasNext)
              .withCauseInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void body_runsInTheContextOfTheOneWhoAsks() throws Exception {
    ContextVar<String> variable = ContextVar.of("variable");
    TestRun.run(
        () -> {
          variable.set("before");
          try (AsyncIterator<String> values =
              AsyncIterator.of(
                  out -> {
                    out.emit(variable.get());
                    variable.set("by the body");
                    out.emit(variable.get());
                  })) {
            assertThat(values.next()).isEqualTo("before");
            variable.set("between");
            assertThat(values.next()).isEqualTo("by the body");
            assertThat(variable.get()).isEqualTo("by the body");
          }
        });
  }

  @Test
  void notClosed_isEndedWithTheRun() throws Exception {
    TestRun.run(
        () -> {
          AsyncIterator<Integer> numbers = AsyncIterator.of(this::upToThree);
          numbers.next();
        });
    assertThat(log).containsExactly("make 1", "body ends");
  }
}
