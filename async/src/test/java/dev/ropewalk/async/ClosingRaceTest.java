package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.threads.ChildThread;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A loop that ends because of what another thread tells it. */
class ClosingRaceTest {

  private static final int ROUNDS = 500;

  @Test
  void aCallbackThatRuns_wasAccepted_alsoIfTheLoopClosesAtOnce() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      ChildThread<Boolean> teller =
          Async.run(
              () -> {
                EventLoop loop = EventLoop.running();
                AsyncFuture<Boolean> told = new AsyncFuture<>();
                ChildThread<Boolean> other =
                    ChildThread.of(() -> accepts(loop, () -> told.setResult(true))).start();
                told.await();
                return other;
              });
      assertThat(teller.result()).as("round %d", round).isTrue();
    }
  }

  @Test
  void aCallbackThatIsRefused_doesNotRun() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      AtomicBoolean ran = new AtomicBoolean();
      ChildThread<Boolean> teller =
          Async.run(
              () -> {
                EventLoop loop = EventLoop.running();
                return ChildThread.of(() -> accepts(loop, () -> ran.set(true))).start();
              });
      boolean accepted = teller.result();
      assertThat(ran.get() && !accepted).as("round %d", round).isFalse();
    }
  }

  private static boolean accepts(EventLoop loop, Runnable callback) {
    try {
      loop.callSoonThreadsafe(callback);
      return true;
    } catch (IllegalStateException closed) {
      return false;
    }
  }
}
