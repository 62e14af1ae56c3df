package dev.ropewalk.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

class AsyncMutexTest {

  private static final String LOCKS = "test_asyncio.test_locks.LockTests.";

  private final AsyncMutex mutex = new AsyncMutex();
  private final List<String> log = new ArrayList<>();

  private Task<Void> acquirer(String name) {
    return Async.createTask(
        name,
        () -> {
          mutex.acquire();
          log.add(name);
        });
  }

  @Test
  @CoversScenario(LOCKS + "test_acquire")
  void acquire_held_letsTheWaitersInOneByOneInOrder() throws Exception {
    TestRun.run(
        () -> {
          mutex.acquire();
          acquirer("a");
          acquirer("b");
          acquirer("c");
          Turns.settle();
          assertThat(log).isEmpty();
          assertThat(mutex.toString()).endsWith("[locked, 3 waiting]");
          for (int released = 1; released <= 3; released++) {
            mutex.release();
            Turns.settle();
            assertThat(log).containsExactlyElementsOf(List.of("a", "b", "c").subList(0, released));
            assertThat(mutex.locked()).isTrue();
          }
          mutex.release();
          assertThat(mutex.locked()).isFalse();
        });
  }

  @Test
  @CoversScenario(LOCKS + "test_acquire_cancel")
  void acquire_cancelled_throwsAndLeavesNoWaiter() throws Exception {
    TestRun.run(
        () -> {
          mutex.acquire();
          Task<Void> waiting = acquirer("a");
          Turns.settle();
          waiting.cancel("no more");
          assertThatExceptionOfType(CancelledError.class)
              .isThrownBy(waiting::await)
              .satisfies(error -> assertThat(error.reason()).contains("no more"));
          assertThat(mutex.toString()).endsWith("[locked, 0 waiting]");
        });
  }

  @Test
  @CoversScenario(LOCKS + "test_cancel_race")
  void acquire_nextWaiterCancelledAsTheMutexIsReleased_theFollowingGetsIt() throws Exception {
    TestRun.run(
        () -> {
          mutex.acquire();
          Task<Void> a = acquirer("a");
          Task<Void> b = acquirer("b");
          Task<Void> c = acquirer("c");
          Turns.settle();
          mutex.release();
          a.cancel();
          b.cancel();
          Turns.settle();
          assertThat(log).containsExactly("c");
          assertThat(a.isCancelled()).isTrue();
          assertThat(b.isCancelled()).isTrue();
          assertThat(c.isDone()).isTrue();
        });
  }

  @Test
  @CoversScenario(LOCKS + "test_cancel_release_race")
  void acquire_firstWaiterCancelledAndThenReleasedInOneStep_theSecondGetsIt() throws Exception {
    TestRun.run(
        () -> {
          mutex.acquire();
          Task<Void> a = acquirer("a");
          Task<Void> b = acquirer("b");
          Turns.settle();
          a.cancel();
          mutex.release();
          Async.waitFor(b, Duration.ofHours(1));
          assertThat(log).containsExactly("b");
        });
  }

  @Test
  @CoversScenario(LOCKS + "test_finished_waiter_cancelled")
  void acquire_chosenAndThenCancelled_handsOnAndANewcomerWaits() throws Exception {
    TestRun.run(
        () -> {
          mutex.acquire();
          Task<Void> a = acquirer("a");
          Task<Void> b = acquirer("b");
          Turns.settle();
          mutex.release();
          a.cancel();
          Task<Void> newcomer = acquirer("newcomer");
          Turns.settle();
          assertThat(log).containsExactly("b");
          mutex.release();
          newcomer.await();
          assertThat(b.isDone()).isTrue();
          assertThat(log).containsExactly("b", "newcomer");
        });
  }

  @Test
  void acquire_freeButAWokenWaiterHasNotGotOnYet_waitsBehindIt() throws Exception {
    TestRun.run(
        () -> {
          mutex.acquire();
          Async.createTask(
              () -> {
                mutex.acquire();
                log.add("waiter");
                mutex.release();
              });
          Turns.settle();
          mutex.release();
          assertThat(mutex.locked()).isFalse();
          mutex.acquire(); // the releaser lines up behind, though the mutex is free
          log.add("releaser");
          assertThat(log).containsExactly("waiter", "releaser");
        });
  }

  @Test
  void acquire_twiceByOneCoroutine_waitsForItself() throws Exception {
    TestRun.run(
        () -> {
          mutex.acquire();
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(() -> Async.timeout(Duration.ofHours(1), mutex::acquire));
          assertThat(mutex.locked()).isTrue();
        });
  }

  @Test
  @CoversScenario(LOCKS + "test_release_not_acquired")
  void release_notHeld_isRefused() throws Exception {
    TestRun.run(
        () ->
            assertThatExceptionOfType(IllegalMonitorStateException.class)
                .isThrownBy(mutex::release)
                .withMessageContaining("unlocked"));
  }

  @Test
  @CoversScenario(LOCKS + "test_release_no_waiters")
  void release_nobodyWaits_isFree() throws Exception {
    TestRun.run(
        () -> {
          mutex.acquire();
          mutex.release();
          assertThat(mutex.locked()).isFalse();
          assertThat(mutex.toString()).startsWith("AsyncMutex@").endsWith("[unlocked, 0 waiting]");
        });
  }

  @Test
  void hold_leavesTheMutexFree_alsoWhenTheBlockFails_andClosesOnce() throws Exception {
    TestRun.run(
        () -> {
          AsyncHold outside = mutex.hold();
          try (outside) {
            assertThat(mutex.locked()).isTrue();
            assertThat(outside.toString()).startsWith("AsyncHold[open, AsyncMutex@");
            throw new IllegalArgumentException("expected");
          } catch (IllegalArgumentException expected) {
            assertThat(mutex.locked()).isFalse();
          }
          mutex.acquire();
          outside.close();
          assertThat(mutex.locked()).isTrue();
          assertThat(outside.toString()).startsWith("AsyncHold[closed");
        });
  }

  @Test
  void hold_releasedWithinTheBlock_failsAsItEnds() throws Exception {
    TestRun.run(
        () -> {
          AsyncHold hold = mutex.hold();
          mutex.release();
          assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(hold::close);
        });
  }
}
