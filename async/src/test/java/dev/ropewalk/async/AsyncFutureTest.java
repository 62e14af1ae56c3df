package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What a future is called, and when its subject is asked for that. */
class AsyncFutureTest {

  /** Counts how often it is asked who it is. */
  private static final class Subject {
    private int asked;

    @Override
    public String toString() {
      asked++;
      return "a counter";
    }
  }

  @Test
  void subject_isNotAskedByWhatSucceeds() throws Exception {
    TestRun.run(
        () -> {
          Subject subject = new Subject();
          AsyncFuture<String> future = new AsyncFuture<>(subject);
          future.addDoneCallback(_ -> {});
          EventLoop.running().callSoon(() -> future.setResult("value"));
          assertThat(future.await()).isEqualTo("value");
          assertThat(future.result()).isEqualTo("value");
          assertThat(future.exception()).isEmpty();
          assertThat(future.cancel()).isFalse();
          assertThat(subject.asked).isZero();
        });
  }

  @Test
  void subject_isNamedByWhatFails() throws Exception {
    TestRun.run(
        () -> {
          AsyncFuture<String> failed = new AsyncFuture<>(new Subject());
          failed.setException(new IllegalStateException("no"));
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(failed::await)
              .withMessageStartingWith("a counter failed: ");
          AsyncFuture<String> pending = new AsyncFuture<>(new Subject());
          assertThatExceptionOfType(IllegalStateException.class)
              .isThrownBy(pending::result)
              .withMessage("a counter has not ended yet: await it first");
        });
  }
}
