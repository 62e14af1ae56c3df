package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all semaphores do alike: permits, waiting for them, and bad input. */
abstract class SemaphoreContract {

  @AutoClose final JoinedThreads threads = new JoinedThreads();

  abstract CountingSemaphore newSemaphore(int permits);

  /** A semaphore of one permit, which is taken. */
  private CountingSemaphore taken() {
    CountingSemaphore semaphore = newSemaphore(1);
    assertThat(semaphore.tryAcquire()).isTrue();
    return semaphore;
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_acquire")
  void acquire_asOftenAsThereArePermits_doesNotWait() throws Exception {
    CountingSemaphore semaphore = newSemaphore(3);
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
    CountingSemaphore abandoned = newSemaphore(1);
    abandoned.acquire();

    assertThat(abandoned.permits()).isZero();
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_try_acquire_contended")
  void tryAcquire_tenTimesForThreePermits_succeedsThreeTimes() throws Exception {
    CountingSemaphore semaphore = newSemaphore(4);
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
    CountingSemaphore semaphore = newSemaphore(1);
    assertThat(semaphore.acquire(Delays.LONG)).isTrue();
    long start = System.nanoTime();

    assertThat(semaphore.acquire(Delays.SHORT)).isFalse();

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
    assertThat(semaphore.acquire(Duration.ZERO)).isFalse();
    assertThat(semaphore.permits()).isZero();
  }

  @Test
  void acquireTimed_negative_isRefusedAndTakesNothing() {
    CountingSemaphore semaphore = newSemaphore(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> semaphore.acquire(Duration.ofNanos(-1)))
        .withMessageContaining("negative");

    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void acquireTimed_releasedInTime_takesThePermit() throws Exception {
    CountingSemaphore semaphore = taken();
    Started<Boolean> waiter =
        threads.start(() -> semaphore.acquire(Duration.ofSeconds(Long.MAX_VALUE))).awaitBlocked();

    semaphore.release();

    assertThat(waiter.result()).isTrue();
    assertThat(semaphore.permits()).isZero();
  }

  @Test
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_with")
  void hold_takesOnePermitAndGivesItBackAlsoAfterAnException() throws Exception {
    CountingSemaphore semaphore = newSemaphore(2);
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
    CountingSemaphore semaphore = newSemaphore(1);
    Hold hold = semaphore.hold();

    hold.close();
    hold.close();

    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void release_lessThanOne_isRefusedAndChangesNothing(int permits) {
    CountingSemaphore semaphore = newSemaphore(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> semaphore.release(permits))
        .withMessageContaining(Integer.toString(permits));

    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void acquire_interruptedOnEntry_throwsEvenIfThereIsAPermit() {
    CountingSemaphore semaphore = newSemaphore(1);
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
    CountingSemaphore semaphore = taken();
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
      CountingSemaphore semaphore = taken();
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

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE})
  @CoversScenario("lock_tests.BaseSemaphoreTests.test_constructor")
  void constructor_negative_isRefused(int permits) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> newSemaphore(permits))
        .withMessageContaining(Integer.toString(permits));
  }

  @Test
  void holdTimed_permitInTime_takesItAndGivesItBack() throws Exception {
    CountingSemaphore semaphore = taken();
    Started<Boolean> waiter =
        threads
            .start(
                () -> {
                  try (Hold _ = semaphore.hold(Delays.LONG)) {
                    return semaphore.permits() == 0;
                  }
                })
            .awaitBlocked();

    semaphore.release();

    assertThat(waiter.result()).isTrue();
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void holdTimed_noPermitInTime_throwsAndTakesNone() throws Exception {
    CountingSemaphore semaphore = taken();

    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> semaphore.hold(Delays.SHORT))
        .withMessageContaining(semaphore.toString());
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> semaphore.hold(Duration.ZERO));

    semaphore.release();
    assertThat(semaphore.permits()).isEqualTo(1);
  }

  @Test
  void acquire_severalPermits_atMostThatManyInside() throws Exception {
    CountingSemaphore semaphore = newSemaphore(3);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      threads.startVirtual(
          () -> {
            for (int k = 0; k < 50; k++) {
              try (Hold _ = semaphore.hold()) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                inside.decrementAndGet();
              }
            }
          });
    }

    threads.join();

    assertThat(most.get()).isBetween(1, 3);
    assertThat(semaphore.permits()).isEqualTo(3);
  }
}
