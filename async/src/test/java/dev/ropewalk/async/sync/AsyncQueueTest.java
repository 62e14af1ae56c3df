package dev.ropewalk.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.async.Async;
import dev.ropewalk.async.CancelledError;
import dev.ropewalk.async.Task;
import dev.ropewalk.async.TestRun;
import dev.ropewalk.testkit.CoversScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AsyncQueueTest {

  private static final String QUEUES = "test_asyncio.test_queues.";
  private static final String BASIC = QUEUES + "QueueBasicTests.";
  private static final String GET = QUEUES + "QueueGetTests.";
  private static final String PUT = QUEUES + "QueuePutTests.";

  private final List<Object> log = new ArrayList<>();

  private Task<Void> putter(AsyncQueue<Integer> queue, int item) {
    return Async.createTask(
        () -> {
          queue.put(item);
          log.add("put " + item);
        });
  }

  private Task<?> taker(AsyncQueue<Integer> queue, String name) {
    return Async.createTask(() -> log.add(name + queue.take()));
  }

  @Test
  @CoversScenario({BASIC + "test_empty", BASIC + "test_full", BASIC + "test_order"})
  void addAndRemove_sayWhatIsThere_inOrder() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> unbounded = new AsyncQueue<>();
          assertThat(unbounded.isEmpty()).isTrue();
          for (int item : List.of(1, 3, 2)) {
            unbounded.add(item);
          }
          assertThat(unbounded.isEmpty()).isFalse();
          assertThat(unbounded.isFull()).isFalse();
          assertThat(unbounded.size()).isEqualTo(3);
          assertThat(List.of(unbounded.remove(), unbounded.remove(), unbounded.remove()))
              .containsExactly(1, 3, 2);
          assertThat(unbounded.isEmpty()).isTrue();

          AsyncQueue<Integer> one = new AsyncQueue<>(1);
          assertThat(one.isFull()).isFalse();
          one.add(1);
          assertThat(one.isFull()).isTrue();
          assertThatIllegalStateException()
              .isThrownBy(() -> one.add(2))
              .withMessageContaining("put() waits");
          assertThat(one.offer(2)).isFalse();
          assertThat(one.poll()).isEqualTo(1);
          assertThat(one.poll()).isNull();
          assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(one::remove);
          assertThat(one.offer(2)).isTrue();
          assertThat(one.toString())
              .startsWith("AsyncQueue@")
              .endsWith("[1 items of 1, 0 taking, 0 putting, 2 unfinished]");
        });
  }

  @Test
  void new_badCapacityOrItem_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AsyncQueue<>(0));
    assertThat(new AsyncQueue<>(3).capacity()).isEqualTo(3);
    assertThat(new AsyncQueue<>().capacity()).isEqualTo(Integer.MAX_VALUE);
    assertThatNullPointerException().isThrownBy(() -> new AsyncQueue<>().add(null));
  }

  @Test
  @CoversScenario({
    BASIC + "test_maxsize",
    PUT + "test_blocking_put_wait",
    GET + "test_get_with_putters"
  })
  void put_full_waitsUntilThereIsRoom() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>(2);
          putter(queue, 1);
          putter(queue, 2);
          putter(queue, 3);
          Turns.settle();
          assertThat(log).containsExactly("put 1", "put 2");
          assertThat(queue.take()).isEqualTo(1);
          Turns.settle();
          assertThat(log).containsExactly("put 1", "put 2", "put 3");
          assertThat(queue.size()).isEqualTo(2);
          assertThat(List.of(queue.take(), queue.take())).containsExactly(2, 3);
        });
  }

  @Test
  @CoversScenario({GET + "test_blocking_get", PUT + "test_blocking_put"})
  void putAndTake_noNeedToWait_doNotSuspend() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>();
          Async.createTask(() -> log.add("other"));
          queue.put(1);
          assertThat(queue.take()).isEqualTo(1);
          assertThat(log).isEmpty();
        });
  }

  @Test
  @CoversScenario({GET + "test_blocking_get_wait", PUT + "test_put_with_waiting_getters"})
  void take_empty_waitsForAnItem_inOrder() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>();
          taker(queue, "a");
          taker(queue, "b");
          Turns.settle();
          assertThat(log).isEmpty();
          queue.put(7);
          queue.put(8);
          Turns.settle();
          assertThat(log).containsExactly("a7", "b8");
        });
  }

  @Test
  @CoversScenario(GET + "test_why_are_getters_waiting")
  void oneSlot_producerAndConsumer_getThrough() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>(1);
          Task<Void> producer =
              Async.createTask(
                  () -> {
                    for (int i = 0; i < 100; i++) {
                      queue.put(i);
                    }
                  });
          for (int i = 0; i < 100; i++) {
            assertThat(queue.take()).isEqualTo(i);
            if (i % 3 == 0) {
              Turns.let(1);
            }
          }
          producer.await();
        });
  }

  @Test
  @CoversScenario(GET + "test_cancelled_getters_not_being_held_in_self_getters")
  void take_timedOut_leavesNoWaiter() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>(5);
          assertThatExceptionOfType(TimeoutException.class)
              .isThrownBy(() -> Async.timeout(Duration.ofMillis(100), () -> queue.take()));
          assertThat(queue.toString()).contains(" 0 taking");
        });
  }

  @Test
  @CoversScenario(PUT + "test_get_cancel_drop_one_pending_reader")
  void take_wokenAndCancelled_losesNoItem() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>();
          Task<?> reader = taker(queue, "a");
          Turns.settle();
          queue.add(1);
          queue.add(2);
          reader.cancel();
          Turns.settle();
          assertThat(reader.isCancelled()).isTrue();
          assertThat(List.of(queue.take(), queue.take())).containsExactly(1, 2);
        });
  }

  @Test
  @CoversScenario(PUT + "test_get_cancel_drop_many_pending_readers")
  void take_oneOfSeveralWokenIsCancelled_theOthersGetAll() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>();
          Task<?> a = taker(queue, "a");
          taker(queue, "b");
          taker(queue, "c");
          Turns.settle();
          queue.add(1);
          queue.add(2);
          a.cancel();
          Turns.settle();
          assertThat(log).containsExactly("b1", "c2");
          assertThat(queue.isEmpty()).isTrue();
        });
  }

  @Test
  @CoversScenario(PUT + "test_put_cancel_drop")
  void put_wokenAndCancelled_insertsNothingAndHandsOnTheRoom() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>(1);
          queue.add(1);
          Task<Void> writer = putter(queue, 2);
          putter(queue, 3);
          Turns.settle();
          assertThat(queue.remove()).isEqualTo(1); // wakes the writer
          writer.cancel();
          Turns.settle();
          assertThat(log).containsExactly("put 3");
          assertThat(queue.remove()).isEqualTo(3);
          assertThat(queue.isEmpty()).isTrue();
        });
  }

  @Test
  @CoversScenario(PUT + "test_put_cancelled")
  void put_itsItemIsTakenAtOnce_completes() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>(1);
          Task<Void> writer = putter(queue, 1);
          assertThat(queue.take()).isEqualTo(1);
          writer.await();
          assertThat(writer.isCancelled()).isFalse();
          assertThat(log).containsExactly("put 1");
        });
  }

  @Test
  @CoversScenario(PUT + "test_why_are_putters_waiting")
  void remove_all_wakesAllWritersThatFit() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>(2);
          for (int i = 0; i < 4; i++) {
            putter(queue, i);
          }
          Turns.settle();
          queue.remove();
          queue.remove();
          Turns.settle();
          assertThat(log).containsExactly("put 0", "put 1", "put 2", "put 3");
        });
  }

  @Test
  @CoversScenario({
    PUT + "test_cancelled_puts_not_being_held_in_self_putters",
    PUT + "test_cancelled_put_silence_value_error_exception"
  })
  void put_cancelled_leavesNoWaiter_andThrowsNothingElse() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>(1);
          queue.add(1);
          Task<Void> waiting = putter(queue, 2);
          Turns.settle();
          waiting.cancel();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(waiting::await);
          assertThat(queue.toString()).contains(" 0 putting");

          Task<Void> woken = putter(queue, 3);
          Turns.settle();
          queue.remove();
          woken.cancel();
          assertThatExceptionOfType(CancelledError.class).isThrownBy(woken::await);
          assertThat(queue.isEmpty()).isTrue();
        });
  }

  @Test
  @CoversScenario(QUEUES + "LifoQueueTests.test_order")
  void lifo_givesTheNewestFirst() throws Exception {
    TestRun.run(
        () -> {
          AsyncLifoQueue<Integer> queue = new AsyncLifoQueue<>(3);
          for (int item : List.of(1, 3, 2)) {
            queue.add(item);
          }
          assertThat(queue.isFull()).isTrue();
          assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactly(2, 3, 1);
          new AsyncLifoQueue<String>().add("unbounded");
        });
  }

  @Test
  void priority_givesTheSmallestFirst() throws Exception {
    TestRun.run(
        () -> {
          AsyncPriorityQueue<Integer> queue = new AsyncPriorityQueue<>(3);
          AsyncPriorityQueue<Integer> reversed =
              new AsyncPriorityQueue<>(Comparator.reverseOrder());
          for (int item : List.of(1, 3, 2)) {
            queue.add(item);
            reversed.add(item);
          }
          assertThat(queue.isFull()).isTrue();
          assertThat(List.of(queue.take(), queue.take(), queue.take())).containsExactly(1, 2, 3);
          assertThat(reversed.take()).isEqualTo(3);

          AsyncPriorityQueue<Object> mixed = new AsyncPriorityQueue<>();
          mixed.add("text");
          assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> mixed.add(1));
          assertThat(mixed.size()).isOne();
          assertThat(mixed.unfinished()).isOne();
        });
  }

  @Test
  @CoversScenario({
    QUEUES + "_QueueJoinTestMixin.test_task_done_underflow",
    QUEUES + "_QueueJoinTestMixin.test_task_done",
    QUEUES + "_QueueJoinTestMixin.test_join_empty_queue"
  })
  void join_returnsOnceEveryItemIsDone() throws Exception {
    TestRun.run(
        () -> {
          AsyncQueue<Integer> queue = new AsyncQueue<>();
          assertThatIllegalStateException().isThrownBy(queue::taskDone);
          queue.join();
          queue.join();
          queue.add(1);
          queue.add(2);
          Task<Void> join = Async.createTask(queue::join);
          queue.take();
          queue.take();
          queue.taskDone();
          Turns.settle();
          assertThat(join.isDone()).isFalse();
          queue.taskDone();
          join.await();
          assertThat(queue.unfinished()).isZero();
        });
  }
}
