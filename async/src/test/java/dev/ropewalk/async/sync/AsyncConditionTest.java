package dev.ropewalk.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.TestRun;
import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AsyncConditionTest {

  private static final String CONDITIONS = "test_asyncio.test_locks.ConditionTests.";

  private final AsyncCondition condition = new AsyncCondition();
  private final List<String> log = new ArrayList<>();
  private CancelledError noted;

  private Task<Void> waiter(String name) {
    return Async.createTask(
        name,
        () -> {
          try (AsyncHold _ = condition.hold()) {
            condition.await();
            assertThat(condition.locked()).isTrue();
            log.add(name);
          }
        });
  }

  /** Waits with the lock, and notes the cancellation that ends that. */
  private Task<Void> noting(Runnable wait) {
    return Async.createTask(
        () -> {
          try (AsyncHold _ = condition.hold()) {
            wait.run();
          } catch (CancelledError error) {
            noted = error;
            throw error;
          }
        });
  }

  private void assertCancelledByWhatItNoted(Task<Void> waiting, String reason) {
    assertThatExceptionOfType(CancelledError.class)
        .isThrownBy(waiting::await)
        .satisfies(error -> assertThat(error.reason()).contains(reason))
        .withCause(noted);
  }

  private void signal(int n) {
    try (AsyncHold _ = condition.hold()) {
      condition.signal(n);
    }
    Turns.settle();
  }

  @Test
  @CoversScenario({CONDITIONS + "test_wait", CONDITIONS + "test_notify"})
  void signal_wakesSoManyInOrder_eachOnceItHasTheLock() throws Exception {
    TestRun.run(
        () -> {
          for (String name : List.of("a", "b", "c", "d", "e")) {
            waiter(name);
          }
          Turns.settle();
          assertThat(condition.toString())
              .startsWith("AsyncCondition@")
              .endsWith("[unlocked, 5 waiting]");
          condition.acquire();
          condition.signal();
          Turns.settle();
          assertThat(log).isEmpty(); // the lock is still held
          condition.release();
          Turns.settle();
          assertThat(log).containsExactly("a");
          signal(0);
          assertThat(log).containsExactly("a");
          signal(2);
          assertThat(log).containsExactly("a", "b", "c");
          signal(Integer.MAX_VALUE);
          assertThat(log).containsExactly("a", "b", "c", "d", "e");
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_notify_all")
  void signalAll_wakesAll() throws Exception {
    TestRun.run(
        () -> {
          waiter("a");
          waiter("b");
          Turns.settle();
          try (AsyncHold _ = condition.hold()) {
            condition.signalAll();
          }
          Turns.settle();
          assertThat(log).containsExactly("a", "b");
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_wait_cancel")
  void await_cancelled_throwsWithTheLockHeld() throws Exception {
    TestRun.run(
        () -> {
          List<Boolean> held = new ArrayList<>();
          Task<Void> waiting =
              Async.createTask(
                  () -> {
                    condition.acquire();
                    try {
                      condition.await();
                    } finally {
                      held.add(condition.locked());
                      condition.release();
                    }
                  });
          Turns.settle();
          waiting.cancel();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(waiting::await);
          assertThat(held).containsExactly(true);
          assertThat(condition.toString()).endsWith("[unlocked, 0 waiting]");
        });
  }

  @Test
  @CoversScenario({
    CONDITIONS + "test_wait_unacquired",
    CONDITIONS + "test_notify_unacquired",
    CONDITIONS + "test_notify_all_unacquired",
    CONDITIONS + "test_wait_for_unacquired"
  })
  void withoutTheLock_everythingIsRefused_butAwaitUntilOfWhatHolds() throws Exception {
    TestRun.run(
        () -> {
          assertThatExceptionOfType(IllegalMonitorStateException.class)
              .isThrownBy(condition::await)
              .withMessageContaining("acquire it first");
          assertThatExceptionOfType(IllegalMonitorStateException.class)
              .isThrownBy(condition::signal);
          assertThatExceptionOfType(IllegalMonitorStateException.class)
              .isThrownBy(condition::signalAll);
          assertThatExceptionOfType(IllegalMonitorStateException.class)
              .isThrownBy(() -> condition.awaitUntil(() -> false));
          condition.awaitUntil(() -> true);
          assertThatExceptionOfType(IllegalMonitorStateException.class)
              .isThrownBy(condition::release);
          assertThatIllegalArgumentException().isThrownBy(() -> condition.signal(-1));
        });
  }

  @Test
  void awaitUntil_testsAgainAfterEachSignal() throws Exception {
    TestRun.run(
        () -> {
          int[] value = {0};
          Task<Void> waiting =
              Async.createTask(
                  () -> {
                    try (AsyncHold _ = condition.hold()) {
                      condition.awaitUntil(() -> value[0] == 2);
                      log.add("two");
                    }
                  });
          Turns.settle();
          for (int i = 1; i <= 2; i++) {
            assertThat(log).isEmpty();
            value[0] = i;
            signal(1);
          }
          waiting.await();
          assertThat(log).containsExactly("two");
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_explicit_lock")
  void new_overALock_sharesItsState() throws Exception {
    TestRun.run(
        () -> {
          AsyncMutex mutex = new AsyncMutex();
          AsyncCondition shared = new AsyncCondition(mutex);
          mutex.acquire();
          assertThat(shared.locked()).isTrue();
          mutex.release();
          assertThat(shared.locked()).isFalse();
          shared.acquire();
          assertThat(mutex.locked()).isTrue();
          shared.release();
          assertThat(mutex.locked()).isFalse();
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_ambiguous_loops")
  void await_boundToAnotherLoop_isRefusedWithoutGivingUpTheLock() throws Exception {
    AsyncMutex mutex = new AsyncMutex();
    AsyncCondition shared = new AsyncCondition(mutex);
    TestRun.run(
        () -> {
          mutex.acquire();
          Task<Void> waiting =
              Async.createTask(
                  () -> {
                    try (AsyncHold _ = shared.hold()) {
                      shared.await();
                    }
                  });
          Turns.settle();
          mutex.release();
          Turns.settle();
          waiting.cancel();
        });
    TestRun.run(
        () -> {
          mutex.acquire(); // free, so there is nothing to wait for on another loop
          assertThatIllegalStateException()
              .isThrownBy(shared::await)
              .withMessageContaining("is bound to a different event loop");
          assertThat(mutex.locked()).isTrue();
          assertThatIllegalStateException()
              .isThrownBy(mutex::acquire)
              .withMessageContaining("is bound to a different event loop");
          mutex.release();
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_timeout_in_block")
  void timeout_inTheBlock_leavesItCleanly() throws Exception {
    TestRun.run(
        () -> {
          try (AsyncHold _ = condition.hold()) {
            assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> Async.timeout(Duration.ofMillis(500), condition::await));
            assertThat(condition.locked()).isTrue();
          }
          assertThat(condition.locked()).isFalse();
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_cancelled_error_wakeup")
  void awaitUntil_cancelled_theAwaiterSeesThatVeryError() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> waiting = noting(() -> condition.awaitUntil(() -> false));
          Turns.settle();
          waiting.cancel("foo");
          assertCancelledByWhatItNoted(waiting, "foo");
          assertThat(condition.locked()).isFalse();
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_cancelled_error_re_aquire")
  void await_cancelledWhileItWantsTheLockBack_isToldOnceItHasIt() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> waiting = noting(condition::await);
          Turns.settle();
          condition.acquire();
          condition.signal();
          Turns.settle();
          waiting.cancel("not yet");
          Turns.settle();
          waiting.cancel("foo");
          Turns.settle();
          assertThat(waiting.isDone()).isFalse();
          condition.release();
          assertCancelledByWhatItNoted(waiting, "foo");
          assertThat(condition.locked()).isFalse();
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_cancelled_wakeup")
  void signal_theSignalledOneIsCancelled_anotherGetsIt() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> a = waiter("a");
          waiter("b");
          waiter("c");
          Turns.settle();
          condition.acquire();
          condition.signal();
          a.cancel();
          condition.release();
          Turns.settle();
          assertThat(log).containsExactly("b");
          assertThat(a.isCancelled()).isTrue();
        });
  }

  @Test
  @CoversScenario(CONDITIONS + "test_cancelled_wakeup_relock")
  void signal_theSignalledOneIsCancelledAsItWantsTheLock_anotherGetsIt() throws Exception {
    TestRun.run(
        () -> {
          Task<Void> a = waiter("a");
          waiter("b");
          Turns.settle();
          condition.acquire();
          condition.signal();
          Turns.settle(); // now it waits for the lock
          a.cancel();
          Turns.settle();
          assertThat(a.isDone()).isFalse();
          condition.release();
          Turns.settle();
          assertThat(log).containsExactly("b");
          assertThat(a.isCancelled()).isTrue();
        });
  }
}
