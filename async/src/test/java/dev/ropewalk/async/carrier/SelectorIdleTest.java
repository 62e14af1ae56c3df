package dev.ropewalk.async.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelectorIdleTest {

  private static final long LONG = Delays.LONG.toNanos();

  private final SelectorIdle idle = new SelectorIdle();

  private Duration timeOf(Runnable wait) {
    long start = idle.nanoTime();
    wait.run();
    return Duration.ofNanos(idle.nanoTime() - start);
  }

  private static boolean inSelect(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("select"));
  }

  @AfterEach
  void close() {
    idle.close();
  }

  @Test
  void await_nobodyWakes_lastsThatLong() {
    assertThat(timeOf(() -> idle.await(Delays.SHORT.toNanos())))
        .isGreaterThanOrEqualTo(Delays.SHORT);
  }

  @Test
  void await_zero_doesNotWait() {
    assertThat(timeOf(() -> idle.await(0))).isLessThan(Delays.LONG);
  }

  @Test
  void await_wokenBefore_returnsAtOnceAndOnlyOnce() {
    idle.wake();
    idle.wake();
    assertThat(timeOf(() -> idle.await(LONG))).isLessThan(Delays.LONG);
    assertThat(timeOf(() -> idle.await(Delays.SHORT.toNanos())))
        .isGreaterThanOrEqualTo(Delays.SHORT);
  }

  @Test
  void await_wokenWhileWaiting_returns() throws Exception {
    Thread sleeper = Thread.ofPlatform().start(() -> idle.await(Long.MAX_VALUE));
    ThreadStates.awaitTrue("the selection to begin", () -> inSelect(sleeper));
    idle.wake();
    ThreadStates.awaitEnded(sleeper);
  }

  @Test
  void await_interrupted_returnsAndKeepsTheStatus() throws Exception {
    boolean[] status = {false};
    Thread sleeper =
        Thread.ofPlatform()
            .start(
                () -> {
                  idle.await(Long.MAX_VALUE);
                  status[0] = Thread.currentThread().isInterrupted();
                });
    ThreadStates.awaitTrue("the selection to begin", () -> inSelect(sleeper));
    sleeper.interrupt();
    ThreadStates.awaitEnded(sleeper);
    assertThat(status[0]).isTrue();
  }

  @Test
  void await_staleParkPermit_doesNotEndTheWait() {
    LockSupport.unpark(Thread.currentThread());
    assertThat(timeOf(() -> idle.await(Delays.SHORT.toNanos())))
        .isGreaterThanOrEqualTo(Delays.SHORT);
  }
}
