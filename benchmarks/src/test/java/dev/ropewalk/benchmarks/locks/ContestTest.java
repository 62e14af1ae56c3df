package dev.ropewalk.benchmarks.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ContestTest {

  private static final Duration SETTLING = Duration.ofMillis(20);
  private static final Duration MEASURED = Duration.ofMillis(200);

  private final ReentrantLock lock = new ReentrantLock(true);

  @Test
  void run_fairLock_hasAllFiguresAndLeavesNoThread() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    Outcome outcome =
        Contest.run(
            (section, timed) -> {
              threads.add(Thread.currentThread());
              return pass(section, timed);
            },
            3,
            10,
            SETTLING,
            MEASURED);

    assertThat(outcome.throughput()).isPositive();
    assertThat(outcome.longWait()).isPositive();
    assertThat(outcome.cpu()).isPositive();
    assertThat(outcome.fairness()).isBetween(0.0, 1.0);
    assertThat(threads).hasSize(3);
    for (Thread thread : threads) {
      thread.join(); // the last thing that it did may have been to give its result
    }
  }

  @Test
  void run_noTimeAtAll_waitsForTheFirstThatCounts() throws Exception {
    for (int i = 0; i < 20; i++) {
      Outcome outcome = Contest.run(this::pass, 4, 0, Duration.ZERO, Duration.ZERO);

      assertThat(outcome.throughput()).isPositive();
      assertThat(outcome.longWait()).isPositive();
    }
  }

  @Test
  void run_aPassGetsLost_fails() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Contest.run(
                    (section, timed) -> {
                      long now = pass(section, timed);
                      return timed ? pass(section, true) : now;
                    },
                    2,
                    0,
                    SETTLING,
                    MEASURED))
        .withMessageContaining("two threads in at once");
  }

  @Test
  void run_aThreadFails_failsWithItsError() {
    IllegalStateException frayed = new IllegalStateException("frayed");

    assertThatThrownBy(
            () ->
                Contest.run(
                    (section, timed) -> {
                      throw frayed;
                    },
                    2,
                    0,
                    SETTLING,
                    MEASURED))
        .isInstanceOf(ExecutionException.class)
        .hasCause(frayed);
  }

  private long pass(Section section, boolean timed) {
    lock.lock();
    try {
      return section.write(timed);
    } finally {
      lock.unlock();
    }
  }
}
