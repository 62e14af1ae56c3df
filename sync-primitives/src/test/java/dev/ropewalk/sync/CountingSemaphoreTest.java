package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.JoinedThreads.Started;
import dev.ropewalk.testkit.ThreadStates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link CountingSemaphore}: the contract, and that permits may be added at will. */
final class CountingSemaphoreTest extends SemaphoreContract {

  @Override
  CountingSemaphore newSemaphore(int permits) {
    return new CountingSemaphore(permits);
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

  @Test
  void release_moreThanAnIntCounts_isRefusedAndChangesNothing() {
    CountingSemaphore semaphore = new CountingSemaphore(Integer.MAX_VALUE - 1);
    semaphore.release();

    assertThatIllegalStateException().isThrownBy(semaphore::release);
    assertThatIllegalStateException().isThrownBy(() -> semaphore.release(Integer.MAX_VALUE));

    assertThat(semaphore.permits()).isEqualTo(Integer.MAX_VALUE);
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

  @Test
  void virtualThreads_waitingByTheTenThousand_costNoPlatformThread() throws Exception {
    CountingSemaphore semaphore = new CountingSemaphore(0);
    long before = platformThreads();
    List<Started<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      waiting.add(threads.startVirtual(() -> semaphore.acquire()));
    }
    waiting.forEach(Started::awaitBlocked);

    // The scheduler of virtual threads may start its carriers, which are as many as processors.
    assertThat(platformThreads() - before)
        .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors() + 4);

    semaphore.release(10_000);
    threads.join();
    assertThat(semaphore.permits()).isZero();
  }

  private static long platformThreads() {
    return Thread.getAllStackTraces().size();
  }
}
