package dev.ropewalk.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.TestRun;
import dev.ropewalk.sync.queue.QueueShutDownException;
import dev.ropewalk.testkit.CoversScenario;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AsyncQueueShutdownTest {

  private static final String SHUTDOWN = "test_asyncio.test_queues._QueueShutdownTestMixin.";

  private final AsyncQueue<Integer> queue = new AsyncQueue<>(2);

  private static void refused(ThrowingCallable call) {
    assertThatExceptionOfType(QueueShutDownException.class)
        .isThrownBy(call)
        .withMessageContaining("shut down");
  }

  private static void failedSo(Task<?> task) {
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(task::await)
        .withCauseInstanceOf(QueueShutDownException.class);
  }

  private void allIsRefused() {
    refused(() -> queue.put(9));
    refused(() -> queue.add(9));
    refused(() -> queue.offer(9));
    refused(queue::take);
    refused(queue::remove);
    refused(queue::poll);
  }

  @Test
  @CoversScenario(SHUTDOWN + "test_shutdown_empty")
  void shutdown_empty_wakesTheTakersWithAnError() throws Exception {
    TestRun.run(
        () -> {
          Task<Integer> taker = Async.createTask(() -> queue.take());
          Turns.settle();
          assertThat(queue.isShutdown()).isFalse();
          queue.shutdown();
          assertThat(queue.isShutdown()).isTrue();
          failedSo(taker);
          allIsRefused();
          queue.join();
        });
  }

  @Test
  void shutdown_itemsAreThere_theyCanStillBeTaken_andPuttersFail() throws Exception {
    TestRun.run(
        () -> {
          queue.add(1);
          queue.add(2);
          Task<Void> putter = Async.createTask(() -> queue.put(3));
          Task<Void> join = Async.createTask(queue::join);
          Turns.settle();
          queue.shutdown();
          failedSo(putter);
          refused(() -> queue.put(9)); // and does not wait for room
          assertThat(queue.take()).isEqualTo(1);
          assertThat(queue.remove()).isEqualTo(2);
          allIsRefused();
          queue.taskDone();
          Turns.settle();
          assertThat(join.isDone()).isFalse();
          queue.taskDone();
          join.await();
        });
  }

  @Test
  @CoversScenario(SHUTDOWN + "test_shutdown_immediate")
  void shutdown_immediate_dropsTheItemsAndCountsThemDone() throws Exception {
    TestRun.run(
        () -> {
          queue.add(1);
          Task<Void> join = Async.createTask(queue::join);
          Turns.settle();
          queue.shutdown();
          queue.shutdown(true);
          join.await();
          assertThat(queue.isEmpty()).isTrue();
          allIsRefused();
          assertThatIllegalStateException().isThrownBy(queue::taskDone);
        });
  }

  @Test
  @CoversScenario(SHUTDOWN + "test_shutdown_immediate_with_unfinished")
  void shutdown_immediate_whatWasTakenHasStillToBeDone() throws Exception {
    TestRun.run(
        () -> {
          queue.add(1);
          queue.add(2);
          assertThat(queue.take()).isEqualTo(1);
          Task<Void> join = Async.createTask(queue::join);
          Turns.settle();
          queue.shutdown(true);
          Turns.settle();
          assertThat(join.isDone()).isFalse();
          queue.taskDone();
          join.await();
          assertThatIllegalStateException().isThrownBy(queue::taskDone);
        });
  }
}
