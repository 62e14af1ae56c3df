package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link CountingSemaphore}: permits, waiting for them, and bad input. */
final class CountingSemaphoreTest {

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE})
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_constructor")
  void constructor_negative_isRefused(int permits) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CountingSemaphore(permits))
        .withMessageContaining(Integer.toString(permits));
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_acquire")
  void acquire_asOftenAsThereArePermits_doesNotWait() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(3);
    for (int left = 2; left >= 0; left--) {
      semaphore.acquire();
      assertThat(semaphore.permits()).isEqualTo(left);
    }
    for (int free = 1; free <= 3; free++) {
      semaphore.release();
      assertThat(semaphore.permits()).isEqualTo(free);
    }
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_acquire_destroy")
  void acquire_abandoned_harmsNobody() throws Exception {
    CountingSemaphore abandoned = new CountingSemaphore();
    abandoned.acquire();

    assertThat(abandoned.permits()).isZero();
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_acquire_contended")
  void acquire_tenThreads_asManySucceedAsPermitsAreReleased() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(7);
    semaphore.acquire();
    AtomicInteger acquired = new AtomicInteger();
    List<Started<Boolean>> acquiring = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      acquiring.add(
          threads.start(
              () -> {
                semaphore.acquire();
                acquired.incrementAndGet();
                semaphore.acquire();
                acquired.incrementAndGet();
              }));
    }
    int expected = 6;
    awaitStill(acquired, expected, acquiring);
    for (int released = 1; released <= 6; released++) {
      semaphore.release(released);
      expected += Math.min(released, 20 - expected);
      awaitStill(acquired, expected, acquiring);
    }

    for (Started<Boolean> started : acquiring) {
      assertThat(started.result()).isTrue();
    }
    assertThat(semaphore.permits()).isEqualTo(6 + 21 - 20);
  }

  /** The count is reached, and all who want more are blocked, so it will not be exceeded. */
  private static void awaitStill(
      AtomicInteger count, int expected, List<Started<Boolean>> acquiring) {
    ThreadStates.awaitTrue(expected + " acquires", () -> count.get() == expected);
    for (Started<Boolean> started : acquiring) {
      ThreadStates.awaitTrue(
          "all others to block",
          () -> !started.isRunning() || started.thread().getState() == Thread.State.WAITING);
    }
    assertThat(count).hasValue(expected);
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_try_acquire_contended")
  void tryAcquire_tenTimesForThreePermits_succeedsThreeTimes() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(4);
    semaphore.acquire();
    AtomicInteger successes = new AtomicInteger();
    AtomicInteger failures = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      threads.start(
          () -> {
            (semaphore.tryAcquire() ? successes : failures).incrementAndGet();
            (semaphore.acquire(Duration.ZERO) ? successes : failures).incrementAndGet();
          });
    }

    threads.join();

    assertThat(successes).hasValue(3);
    assertThat(failures).hasValue(7);
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_acquire_timeout")
  void acquireTimed_noPermit_failsWhenTheTimeIsOver() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(1);
    assertThat(semaphore.acquire(Delays.LONG)).isTrue();
    long start = System.nanoTime();

    assertThat(semaphore.acquire(Delays.SHORT)).isFalse();

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
    assertThat(semaphore.acquire(Duration.ZERO)).isFalse();
    assertThat(semaphore.permits()).isZero();
  }

  @Test
  void acquireTimed_negative_isRefusedAndTakesNothing() {
    CountingSemaphore semaphore = new CountingSemaphore(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> semaphore.acquire(Duration.ofNanos(-1)))
        .withMessageContaining("negative");

    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void acquireTimed_releasedInTime_takesThePermit() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    Started<Boolean> waiter =
        threads.start(() -> semaphore.acquire(Duration.ofSeconds(Long.MAX_VALUE))).awaitBlocked();

    semaphore.release();

    assertThat(waiter.result()).isTrue();
    assertThat(semaphore.permits()).isZero();
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_default_value")
  void newSemaphore_withoutANumber_hasOnePermit() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore();
    semaphore.acquire();
    Started<Boolean> second = threads.start(() -> semaphore.acquire()).awaitBlocked();
    assertThat(second.isRunning()).isTrue();

    semaphore.release();

    assertThat(second.result()).isTrue();
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_with")
  void hold_takesOnePermitAndGivesItBackAlsoAfterAnException() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(2);
    try (Hold _ = semaphore.hold()) {
      assertThat(semaphore.permits()).isEqualTo(1);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> {
                try (Hold _ = semaphore.hold()) {
                  assertThat(semaphore.permits()).isZero();
                  throw new IllegalArgumentException("in the block");
                }
              })
          .withMessage("in the block");
      assertThat(semaphore.permits()).isEqualTo(1);
    }

    assertThat(semaphore.permits()).isEqualTo(2);
  }

  @Test
  void hold_closedTwice_givesOnePermitBack() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(1);
    Hold hold = semaphore.hold();

    hold.close();
    hold.close();

    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void release_neverAcquired_raisesTheNumberAboveTheFirst() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(1);

    semaphore.release();
    threads.start(() -> semaphore.release(2)).result();

    assertThat(semaphore.permits()).isEqualTo(4);
  }

  @Test
  void release_several_wakesAsManyWaiters() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    List<Started<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(threads.start(() -> semaphore.acquire()).awaitBlocked());
    }

    semaphore.release(4);

    for (Started<Boolean> started : waiting) {
      assertThat(started.result()).isTrue();
    }
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void release_lessThanOne_isRefusedAndChangesNothing(int permits) {
    CountingSemaphore semaphore = new CountingSemaphore(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> semaphore.release(permits))
        .withMessageContaining(Integer.toString(permits));

    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void release_moreThanAnIntCounts_isRefusedAndChangesNothing() {
    CountingSemaphore semaphore = new CountingSemaphore(Integer.MAX_VALUE - 1);
    semaphore.release();

    assertThatIllegalStateException().isThrownBy(semaphore::release);
    assertThatIllegalStateException().isThrownBy(() -> semaphore.release(Integer.MAX_VALUE));

    assertThat(semaphore.permits()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void acquire_interruptedOnEntry_throwsEvenIfThereIsAPermit() {
    CountingSemaphore semaphore = new CountingSemaphore(1);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(semaphore::acquire);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> semaphore.acquire(Duration.ZERO));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(semaphore::hold);

    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void acquire_interruptedWhileWaiting_leavesPermits() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    Started<Boolean> untimed = threads.start(() -> semaphore.acquire()).awaitBlocked();
    Started<Boolean> timed = threads.start(() -> semaphore.acquire(Delays.LONG)).awaitBlocked();

    untimed.interrupt();
    timed.interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(untimed::result);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(timed::result);
    semaphore.release();
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void acquire_interruptedOrTimedOutAsAPermitComes_neitherLosesNorDoublesIt() throws Exception {
    for (int round = 0; round < 500; round++) {
      CountingSemaphore semaphore = new CountingSemaphore(0);
      Duration brief = Duration.ofNanos(ThreadLocalRandom.current().nextInt(1, 200_000));
      Started<Boolean> timed = threads.start(() -> semaphore.acquire(brief));
      Started<Boolean> interrupted = threads.start(() -> semaphore.acquire());
      Started<Boolean> releasing = threads.start(() -> semaphore.release());
      threads.start(interrupted::interrupt);

      releasing.result();
      int taken = timed.result() ? 1 : 0;
      try {
        interrupted.result();
        taken++;
      } catch (InterruptedException e) {
        // took none
      }

      assertThat(taken + semaphore.permits()).isEqualTo(1);
    }
  }

  @Test
  void toString_tellsTheState() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(2);
    assertThat(semaphore.toString()).matches("CountingSemaphore@[0-9a-f]+\\[2 permits, 0 waiting]");
    semaphore.acquire();
    assertThat(semaphore.toString()).contains("[1 permit, 0 waiting]");
    semaphore.acquire();
    threads.start(() -> semaphore.acquire()).awaitBlocked();
    assertThat(semaphore.toString()).contains("[0 permits, 1 waiting]");
  }
}
