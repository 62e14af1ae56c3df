package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A coroutine that recurses for ever fails like any other, or catches the error and goes on; the loop is none the worse.
 * Different depths to begin with let the stack end at different places of the loop's own code.
 */
class StackOverflowTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 7, 11, 13})
  void recursion_thatSuspendsOnEachLevel_failsThatTaskOnly(int before) throws Exception {
    String after =
        TestRun.run(
            () -> {
              Task<Integer> endless = Async.createTask(() -> pad(before));
              assertThatExceptionOfType(CompletionException.class)
                  .isThrownBy(endless::await)
                  .withCauseInstanceOf(StackOverflowError.class);
              return Async.createTask(() -> "goes on").await();
            });
    assertThat(after).isEqualTo("goes on");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 7, 11, 13})
  void recursion_overflowIsCaught_theCoroutineGoesOnAsIfNothingHadBeen(int before)
      throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          Task<Duration> overflows =
              Async.createTask(
                  () -> {
                    try {
                      pad(before);
                    } catch (StackOverflowError e) {
                      // Whatever the loop had begun when the stack ended must not wake this early.
                    }
                    Duration start = loop.time();
                    Async.sleep(SECOND);
                    return loop.time().minus(start);
                  });
          assertThat(overflows.await()).isEqualTo(SECOND);
        });
  }

  private static int pad(int frames) {
    return frames == 0 ? recurse(0) : 1 + pad(frames - 1);
  }

  private static int recurse(int depth) {
    Async.sleep(Duration.ZERO); // with nobody else ready: no hand-off, so the stack stays and grows
    return depth < 0 ? depth : recurse(depth + 1) + 1; // never negative: the stack ends first
  }
}
