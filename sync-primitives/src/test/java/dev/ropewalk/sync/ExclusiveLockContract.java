package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What both of our locks add to the JDK's contract: the methods named after Python's, under Python's rules. */
abstract class ExclusiveLockContract extends LockContract {

  private final ExclusiveLock mutex = (ExclusiveLock) lock;

  @Override
  abstract ExclusiveLock newLock();

  @Test
  @CoversScenario("lock_tests.BaseLockTests.test_constructor")
  void newLock_neverUsed_isUnlocked() {
    ExclusiveLock unused = newLock();

    assertThat(unused.locked()).isFalse();
    assertThat(unused.toString())
        .matches(unused.getClass().getSimpleName() + "@[0-9a-f]+\\[unlocked, 0 waiting(, fair)?]");
  }

  @Test
  @CoversScenario("lock_tests.BaseLockTests.test_acquire_destroy")
  void acquire_abandoned_harmsNobody() throws Exception {
    threads.start(() -> newLock().acquire()).result();
    ExclusiveLock abandoned = newLock();
    abandoned.acquire();

    assertThat(abandoned.locked()).isTrue();
  }

  @Test
  @CoversScenario("lock_tests.BaseLockTests.test_try_acquire_contended")
  void acquireZero_heldByAnotherThread_failsAtOnce() throws Exception {
    mutex.acquire();

    assertThat(threads.start(() -> mutex.acquire(Duration.ZERO)).result()).isFalse();
    assertThat(threads.start(() -> mutex.tryLock()).result()).isFalse();
  }

  @Test
  @CoversScenario("lock_tests.BaseLockTests.test_acquire_contended")
  void acquire_fiveThreadsWaiting_allPassInTurn() throws Exception {
    mutex.acquire();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Started<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(
          threads.start(
              () -> {
                mutex.acquire();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                inside.decrementAndGet();
                mutex.release();
              }));
    }
    waiting.forEach(Started::awaitBlocked);
    assertThat(most).hasValue(0);
    assertThat(mutex.toString()).contains("locked", "5 waiting");

    mutex.release();

    threads.join();
    assertThat(most).hasValue(1);
    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void acquireTimed_negative_isRefusedAndChangesNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mutex.acquire(Duration.ofNanos(-1)))
        .withMessageContaining("negative");

    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void acquireTimed_longerThanLongNanos_waitsForEver() throws Exception {
    mutex.acquire();
    Started<Boolean> waiter =
        threads.start(() -> mutex.acquire(Duration.ofSeconds(Long.MAX_VALUE))).awaitBlocked();

    mutex.release();

    assertThat(waiter.result()).isTrue();
  }

  @Test
  void acquireTimed_timeRunsOut_failsNotBefore() throws Exception {
    mutex.acquire();
    long start = System.nanoTime();

    assertThat(threads.start(() -> mutex.acquire(Delays.SHORT)).result()).isFalse();

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
    assertThat(mutex.toString()).contains("0 waiting");
  }

  @Test
  void acquire_interruptedOnEntry_throwsEvenIfFree() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(mutex::acquire);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> mutex.acquire(Duration.ZERO));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(mutex::hold);

    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void acquire_interruptedWhileWaiting_leavesTheLockToOthers() throws Exception {
    mutex.acquire();
    Started<Boolean> untimed = threads.start(() -> mutex.acquire()).awaitBlocked();
    Started<Boolean> timed = threads.start(() -> mutex.acquire(Delays.LONG)).awaitBlocked();
    Started<Hold> holding = threads.start(() -> mutex.hold()).awaitBlocked();
    Started<Boolean> patient = threads.start(() -> mutex.acquire()).awaitBlocked();

    List.of(untimed, timed, holding).forEach(Started::interrupt);

    for (Started<?> interrupted : List.of(untimed, timed, holding)) {
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(interrupted::result);
    }
    mutex.release();
    assertThat(patient.result()).isTrue();
  }

  @Test
  void acquire_interruptedAsItIsReleased_neitherLosesNorDoublesTheLock() throws Exception {
    for (int round = 0; round < 500; round++) {
      ExclusiveLock fresh = newLock();
      fresh.acquire();
      Started<Boolean> waiter =
          threads.start(
              () -> {
                fresh.acquire();
                fresh.release();
              });
      if (ThreadLocalRandom.current().nextBoolean()) {
        waiter.awaitBlocked();
      }

      threads.start(waiter::interrupt);
      fresh.release();

      try {
        waiter.result();
      } catch (InterruptedException e) {
        // as good an end as any
      }
      assertThat(threads.start(() -> fresh.acquire(Duration.ZERO)).result()).isTrue();
    }
  }

  @Test
  @CoversScenario("test_threading.ThreadingExceptionTests.test_releasing_unacquired_lock")
  void release_notLocked_isRefusedAndSaysWhichLock() {
    assertThatExceptionOfType(IllegalMonitorStateException.class)
        .isThrownBy(mutex::release)
        .withMessageContaining(mutex.toString());

    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void hold_blockLeft_releasesAlsoAfterAnException() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              try (Hold _ = mutex.hold()) {
                assertThat(mutex.locked()).isTrue();
                throw new IllegalArgumentException("in the block");
              }
            })
        .withMessage("in the block");

    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void holdTimed_freeInTime_takesItAndReleases() throws Exception {
    mutex.acquire();
    Started<Boolean> waiter =
        threads
            .start(
                () -> {
                  try (Hold _ = mutex.hold(Delays.LONG)) {
                    return mutex.locked();
                  }
                })
            .awaitBlocked();

    mutex.release();

    assertThat(waiter.result()).isTrue();
    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void holdTimed_notFreeInTime_throwsAndSaysWhichLock() throws Exception {
    mutex.acquire();
    Started<Hold> late = threads.start(() -> mutex.hold(Delays.SHORT));
    Started<Hold> never = threads.start(() -> mutex.hold(Duration.ZERO));

    for (Started<Hold> tooLate : List.of(late, never)) {
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(tooLate::result)
          .withMessageContaining(mutex.getClass().getSimpleName() + "@");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> mutex.hold(Duration.ofNanos(-1)));
    mutex.release();
    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void hold_closedTwice_leavesTheNextHolderAlone() throws Exception {
    Hold first = mutex.hold();
    first.close();
    Hold next = mutex.hold();

    first.close();

    assertThat(mutex.locked()).isTrue();
    next.close();
    assertThat(mutex.locked()).isFalse();
  }

  @Test
  void virtualThreads_waitingByTheThousand_allPass() throws Exception {
    mutex.acquire();
    int[] count = new int[1];
    for (int i = 0; i < 1_000; i++) {
      threads.startVirtual(
          () -> {
            try (Hold _ = mutex.hold()) {
              count[0]++;
            }
          });
    }
    mutex.release();

    threads.join();
    assertThat(count[0]).isEqualTo(1_000);
  }
}
