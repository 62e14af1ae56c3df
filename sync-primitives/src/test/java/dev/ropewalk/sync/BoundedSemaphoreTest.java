package dev.ropewalk.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link BoundedSemaphore}: the contract of semaphores, and the bound. */
final class BoundedSemaphoreTest extends SemaphoreContract {

  @Override
  BoundedSemaphore newSemaphore(int permits) {
    return new BoundedSemaphore(permits);
  }

  @Test
  void newSemaphore_withoutANumber_hasOnePermit() throws Exception {
    BoundedSemaphore semaphore = new BoundedSemaphore();

    assertThat(semaphore.permits()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(semaphore::release);
  }

  @Test
  @CoversScenario("lock_tests.BoundedSemaphoreTests.test_release_unacquired")
  void release_neverAcquired_isRefusedAndChangesNothing() throws Exception {
    BoundedSemaphore semaphore = new BoundedSemaphore(2);

    assertThatIllegalStateException()
        .isThrownBy(semaphore::release)
        .withMessageContaining(semaphore.toString());
    semaphore.acquire();
    assertThatIllegalStateException().isThrownBy(() -> semaphore.release(2));
    assertThatIllegalStateException().isThrownBy(() -> semaphore.release(Integer.MAX_VALUE));

    assertThat(semaphore.permits()).isEqualTo(1);
    semaphore.release();
    assertThat(semaphore.permits()).isEqualTo(2);
  }

  @Test
  void release_lessThanOne_isABadArgumentAlsoWhenNoneIsMissing() {
    BoundedSemaphore semaphore = new BoundedSemaphore(2);

    assertThatIllegalArgumentException().isThrownBy(() -> semaphore.release(0));
    assertThatIllegalArgumentException().isThrownBy(() -> semaphore.release(-1));
  }

  @Test
  @CoversScenario("test_threading.ThreadTests.test_BoundedSemaphore_limit")
  void release_onceMoreThanAllThreadsAcquired_isRefused() throws Exception {
    for (int limit = 1; limit < 10; limit++) {
      BoundedSemaphore semaphore = new BoundedSemaphore(limit);
      List<Started<Boolean>> acquiring = new ArrayList<>();
      for (int i = 0; i < limit; i++) {
        acquiring.add(threads.start(() -> semaphore.acquire()));
      }
      for (Started<Boolean> acquired : acquiring) {
        acquired.result();
      }
      for (int i = 0; i < limit; i++) {
        threads.start(() -> semaphore.release()).result();
      }

      assertThatIllegalStateException().isThrownBy(semaphore::release);
    }
  }

  @Test
  void release_tooMany_wakesNobody() throws Exception {
    BoundedSemaphore semaphore = new BoundedSemaphore(1);
    semaphore.acquire();
    Started<Boolean> waiter = threads.start(() -> semaphore.acquire()).awaitBlocked();

    assertThatIllegalStateException().isThrownBy(() -> semaphore.release(2));

    waiter.awaitBlocked();
    assertThat(waiter.isRunning()).isTrue();
  }

  @Test
  void release_byManyAtOnce_asManySucceedAsAcquired() throws Exception {
    for (int round = 0; round < 200; round++) {
      BoundedSemaphore semaphore = new BoundedSemaphore(2);
      semaphore.acquire();
      List<Started<Boolean>> releasing = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        releasing.add(threads.startVirtual(() -> released(semaphore)));
      }

      int succeeded = 0;
      for (Started<Boolean> started : releasing) {
        succeeded += started.result() ? 1 : 0;
      }

      assertThat(succeeded).isEqualTo(1);
      assertThat(semaphore.permits()).isEqualTo(2);
    }
  }

  private static boolean released(BoundedSemaphore semaphore) {
    try {
      semaphore.release();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void toString_tellsTheBound() throws Exception {
    BoundedSemaphore semaphore = new BoundedSemaphore(2, true);
    semaphore.acquire();

    assertThat(semaphore.toString())
        .matches("BoundedSemaphore@[0-9a-f]+\\[1 of 2 permits, 0 waiting, fair]");
  }
}
