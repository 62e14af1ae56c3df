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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AsyncSemaphoreTest {

  private static final String SEMAPHORES = "test_asyncio.test_locks.SemaphoreTests.";

  private final List<String> log = new ArrayList<>();

  private Task<Void> acquirer(AsyncSemaphore semaphore, String name) {
    return Async.createTask(
        name,
        () -> {
          semaphore.acquire();
          log.add(name);
        });
  }

  @Test
  void acquire_moreThanThereAre_waitsInOrder() throws Exception {
    TestRun.run(
        () -> {
          AsyncSemaphore semaphore = new AsyncSemaphore(2);
          for (String name : List.of("a", "b", "c", "d")) {
            acquirer(semaphore, name);
          }
          Turns.settle();
          assertThat(log).containsExactly("a", "b");
          assertThat(semaphore.locked()).isTrue();
          assertThat(semaphore.toString())
              .startsWith("AsyncSemaphore@")
              .endsWith("[locked, 0 free, 2 waiting]");
          semaphore.release();
          semaphore.release();
          Turns.settle();
          assertThat(log).containsExactly("a", "b", "c", "d");
          semaphore.release();
          assertThat(semaphore.toString()).endsWith("[unlocked, 1 free, 0 waiting]");
          semaphore.release();
          semaphore.release(); // more than it began with
          assertThat(semaphore.permits()).isEqualTo(3);
        });
  }

  @Test
  void new_negative_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AsyncSemaphore(-1));
    assertThat(new AsyncSemaphore().permits()).isOne();
    assertThat(new AsyncBoundedSemaphore().permits()).isOne();
    assertThat(new AsyncSemaphore(0).locked()).isTrue();
  }

  @Test
  @CoversScenario(SEMAPHORES + "test_acquire_cancel")
  void acquire_cancelled_leavesNoWaiter() throws Exception {
    TestRun.run(
        () -> {
          AsyncSemaphore semaphore = new AsyncSemaphore();
          semaphore.acquire();
          Task<Void> waiting = acquirer(semaphore, "a");
          Turns.settle();
          waiting.cancel();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(waiting::await);
          assertThat(semaphore.toString()).endsWith("[locked, 0 free, 0 waiting]");
        });
  }

  @Test
  @CoversScenario(SEMAPHORES + "test_acquire_cancel_before_awoken")
  void release_cancelledWaitersInFront_wakesTheFirstLiveOneOnly() throws Exception {
    TestRun.run(
        () -> {
          AsyncSemaphore semaphore = new AsyncSemaphore(0);
          Task<Void> a = acquirer(semaphore, "a");
          Task<Void> b = acquirer(semaphore, "b");
          acquirer(semaphore, "c");
          Task<Void> d = acquirer(semaphore, "d");
          Turns.settle();
          a.cancel();
          b.cancel();
          semaphore.release();
          Turns.settle();
          assertThat(log).containsExactly("c");
          assertThat(d.isDone()).isFalse();
        });
  }

  @Test
  @CoversScenario(SEMAPHORES + "test_acquire_hang")
  void release_afterTheFirstWaiterWasCancelled_goesToTheSecond() throws Exception {
    TestRun.run(
        () -> {
          AsyncSemaphore semaphore = new AsyncSemaphore(0);
          Task<Void> a = acquirer(semaphore, "a");
          Task<Void> b = acquirer(semaphore, "b");
          Turns.settle();
          a.cancel();
          Turns.settle();
          semaphore.release();
          b.await();
          assertThat(semaphore.locked()).isTrue();
        });
  }

  @Test
  @CoversScenario(SEMAPHORES + "test_acquire_no_hang")
  void acquire_cancelledJustAsItIsGranted_losesNoPermit() throws Exception {
    TestRun.run(
        () -> {
          AsyncSemaphore semaphore = new AsyncSemaphore(1);
          semaphore.acquire();
          Task<Void> a = acquirer(semaphore, "a");
          Task<Void> b = acquirer(semaphore, "b");
          Turns.settle();
          semaphore.release(); // chooses a
          a.cancel();
          b.await();
          assertThat(log).containsExactly("b");
          semaphore.release();
          assertThat(semaphore.permits()).isOne();
          assertThat(semaphore.locked()).isFalse();
        });
  }

  @Test
  @CoversScenario(SEMAPHORES + "test_release_not_acquired")
  void release_boundedOnceTooOften_isRefused() throws Exception {
    TestRun.run(
        () -> {
          AsyncBoundedSemaphore semaphore = new AsyncBoundedSemaphore(1);
          assertThatIllegalStateException()
              .isThrownBy(semaphore::release)
              .withMessageContaining("AsyncBoundedSemaphore@");
          semaphore.acquire();
          semaphore.release();
          assertThat(semaphore.permits()).isOne();
        });
  }

  @Test
  @CoversScenario(SEMAPHORES + "test_acquire_fifo_order_2")
  void acquire_byTheReleaser_linesUpBehindThoseWhoWait() throws Exception {
    TestRun.run(
        () -> {
          AsyncSemaphore semaphore = new AsyncSemaphore(1);
          Task<Void> first =
              Async.createTask(
                  () -> {
                    semaphore.acquire();
                    log.add("1");
                    Turns.let(3);
                    semaphore.release();
                    semaphore.acquire();
                    log.add("4");
                  });
          Task<Void> second = Async.createTask(() -> once(semaphore, "2"));
          Task<Void> third = Async.createTask(() -> once(semaphore, "3"));
          Async.gather(first, second, third).await();
          assertThat(log).containsExactly("1", "2", "3", "4");
        });
  }

  private void once(AsyncSemaphore semaphore, String name) {
    try (AsyncHold _ = semaphore.hold()) {
      log.add(name);
    }
  }

  @Test
  @CoversScenario(SEMAPHORES + "test_acquire_fifo_order_3")
  void acquire_oneInTheMiddleIsCancelled_theOthersKeepTheirOrder() throws Exception {
    TestRun.run(
        () -> {
          AsyncSemaphore semaphore = new AsyncSemaphore(0);
          acquirer(semaphore, "a");
          Task<Void> b = acquirer(semaphore, "b");
          Task<Void> c = acquirer(semaphore, "c");
          Turns.settle();
          semaphore.release();
          semaphore.release();
          b.cancel(); // it had been chosen
          c.await();
          assertThat(log).containsExactly("a", "c");
        });
  }

  @Test
  @CoversScenario(SEMAPHORES + "test_acquire_fifo_order_4")
  void locked_aWokenWaiterIsPending_isTrueAndANewcomerWaits() throws Exception {
    TestRun.run(
        () -> {
          AsyncSemaphore semaphore = new AsyncSemaphore(1);
          semaphore.acquire();
          acquirer(semaphore, "waiter");
          Turns.settle();
          semaphore.release();
          semaphore.release();
          assertThat(semaphore.permits()).isOne();
          assertThat(semaphore.locked()).isTrue();
          semaphore.acquire(); // there is a permit, and it waits its turn all the same
          log.add("newcomer");
          assertThat(log).containsExactly("waiter", "newcomer");
        });
  }
}
