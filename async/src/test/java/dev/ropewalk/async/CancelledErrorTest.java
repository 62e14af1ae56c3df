package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What catches a cancellation and what does not: docs/decisions/0003-cancellation-throwable.md. */
class CancelledErrorTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Begins the body, cancels it, and says whether it ended cancelled. */
  private static boolean endsCancelled(CoroutineAction body) throws Exception {
    return TestRun.run(
        () -> {
          Task<Void> task = Async.createTask(body);
          Async.sleep(Duration.ZERO);
          task.cancel();
          try {
            task.await();
          } catch (CancelledError e) {
            assertThat(task.isCancelled()).isTrue();
            return true;
          }
          return false;
        });
  }

  @Test
  void cancelledError_catchException_doesNotSwallowIt() throws Exception {
    List<String> log = new ArrayList<>();
    boolean cancelled =
        endsCancelled(
            () -> {
              try {
                Async.sleep(HOUR);
              } catch (Exception e) {
                log.add("swallowed " + e);
              } finally {
                log.add("finally");
              }
            });
    assertThat(cancelled).isTrue();
    assertThat(log).containsExactly("finally");
  }

  @Test
  void cancelledError_catchCancellationException_doesNotSwallowIt() throws Exception {
    boolean cancelled =
        endsCancelled(
            () -> {
              try {
                Async.sleep(HOUR);
              } catch (CancellationException e) {
                throw new AssertionError("the two are unrelated", e);
              }
            });
    assertThat(cancelled).isTrue();
  }

  @Test
  void cancelledError_tryWithResources_closesAndLetsItPass() throws Exception {
    List<String> log = new ArrayList<>();
    boolean cancelled =
        endsCancelled(
            () -> {
              try (AutoCloseable resource = () -> log.add("closed")) {
                assertThat(resource).isNotNull();
                Async.sleep(HOUR);
              }
            });
    assertThat(cancelled).isTrue();
    assertThat(log).containsExactly("closed");
  }

  @Test
  void cancelledError_catchThrowable_isTheTrapThatRemains() throws Exception {
    boolean cancelled =
        endsCancelled(
            () -> {
              try {
                Async.sleep(HOUR);
              } catch (Throwable t) {
                assertThat(t).isInstanceOf(CancelledError.class).isInstanceOf(Error.class);
              }
            });
    assertThat(cancelled).isFalse();
  }

  @Test
  void cancelledError_jdkCodeThatCatchesThrowable_fallsIntoTheTrapToo() throws Exception {
    boolean cancelled =
        endsCancelled(
            () -> {
              FutureTask<String> inline =
                  new FutureTask<>(
                      () -> {
                        Async.sleep(HOUR);
                        return "slept";
                      });
              inline.run();
              assertThat(inline.exceptionNow()).isInstanceOf(CancelledError.class);
            });
    assertThat(cancelled).isFalse();
  }

  @Test
  void cancelledError_thrownAgainByTheBody_endsTheTaskCancelled() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> inner = Async.createTask(() -> Async.sleep(HOUR));
          inner.cancel();
          Task<Void> outer =
              Async.createTask(
                  () -> {
                    try {
                      inner.await();
                    } catch (CancelledError e) {
                      throw e; // nobody cancelled outer, but it ends like inner, as in Python
                    }
                  });
          assertThatExceptionOfType(CancelledError.class).isThrownBy(outer::await);
          assertThat(outer.isCancelled()).isTrue();
        });
  }

  private static void sleepsLong() {
    Async.sleep(HOUR);
  }

  @Test
  void cancelledError_showsWhereTheCoroutineWas_andToWhoAwaitsAlsoWhere() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> task = Async.createTask("sleeper", CancelledErrorTest::sleepsLong);
          Async.sleep(Duration.ZERO);
          task.cancel("enough");
          assertThatExceptionOfType(CancelledError.class)
              .isThrownBy(task::await)
              .withMessage("sleeper was cancelled: enough")
              .satisfies(
                  e -> {
                    assertThat(e).hasStackTraceContaining("Awaitable.await");
                    CancelledError inner = (CancelledError) e.getCause();
                    assertThat(inner.getStackTrace())
                        .extracting(StackTraceElement::getMethodName)
                        .contains("sleepsLong");
                    assertThat(inner.reason()).contains("enough");
                    assertThat(inner.getCause())
                        .isNull(); // who cancelled is not shown, as in Python
                  });
        });
  }

  @Test
  void cancelledError_whenNoCoroutineWasTold_hasNoCause() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<Void> future = new AsyncFuture<>("a light");
          future.cancel();
          assertThatExceptionOfType(CancelledError.class)
              .isThrownBy(future::await)
              .withMessage("a light was cancelled")
              .withNoCause();
        });
  }
}
