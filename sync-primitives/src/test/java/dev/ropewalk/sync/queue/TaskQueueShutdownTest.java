package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each {@link TaskQueue}: shutdown, immediate and not. */
@ParameterizedClass
@EnumSource(TaskQueues.class)
final class TaskQueueShutdownTest {

  private static final Duration A_DAY = Duration.ofDays(1); // ends only if woken
  private static final String SCENARIO = "test_queue.BaseQueueTestMixin.";

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final TaskQueue<Integer> queue;

  TaskQueueShutdownTest(TaskQueues kind) {
    queue = kind.newQueue(2);
  }

  private static void assertShutDown(ThrowingCallable call) {
    assertThatExceptionOfType(QueueShutDownException.class)
        .isThrownBy(call)
        .withMessageContaining("shut down");
  }

  private void assertRefusesInsertions() {
    assertShutDown(() -> queue.put(9));
    assertShutDown(() -> queue.put(9, Duration.ZERO));
    assertShutDown(() -> queue.put(9, Delays.LONG));
    assertShutDown(() -> queue.offer(9, Duration.ZERO));
    assertShutDown(() -> queue.offer(9, Delays.LONG));
    assertShutDown(() -> queue.offer(9, 0, TimeUnit.DAYS));
    assertShutDown(() -> queue.offer(9, 1, TimeUnit.DAYS));
    assertShutDown(() -> queue.add(9));
    assertShutDown(() -> queue.addAll(List.of(9)));
    assertThat(queue.offer(9)).isFalse();
    assertThat(queue).doesNotContain(9);
  }

  private void assertRefusesRemovals() {
    assertShutDown(() -> queue.take());
    assertShutDown(() -> queue.take(Duration.ZERO));
    assertShutDown(() -> queue.take(Delays.LONG));
    assertShutDown(() -> queue.poll(Duration.ZERO));
    assertShutDown(() -> queue.poll(Delays.LONG));
    assertShutDown(() -> queue.poll(0, TimeUnit.DAYS));
    assertShutDown(() -> queue.poll(1, TimeUnit.DAYS));
    assertShutDown(() -> queue.remove());
    assertThat(queue.poll()).isNull();
    assertThat(queue.peek()).isNull();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(queue::element);
    assertThat(queue.drainTo(new ArrayList<>())).isZero();
    assertThat(queue).isEmpty();
  }

  @Test
  void isShutdown_tellsAndToStringToo() {
    assertThat(queue.isShutdown()).isFalse();
    assertThat(queue.toString()).doesNotContain("shut down");

    queue.shutdown();

    assertThat(queue.isShutdown()).isTrue();
    assertThat(queue.toString()).endsWith("[0 of 2 items, 0 unfinished, shut down]");
    assertShutDown(queue::take);
    assertThatExceptionOfType(QueueShutDownException.class)
        .isThrownBy(() -> queue.put(1))
        .withMessageContaining(queue.getClass().getSimpleName());
  }

  @Test
  @CoversScenario(SCENARIO + "test_shutdown_nonempty")
  void shutdown_itemsAreLeft_canBeTakenAndThenNothing() throws Exception {
    queue.add(1);
    queue.add(2);
    queue.shutdown();

    assertRefusesInsertions();
    assertThat(queue).hasSize(2);
    assertThat(queue.peek()).isNotNull();
    assertThat(List.of(queue.take(), queue.poll(Duration.ZERO))).containsExactlyInAnyOrder(1, 2);
    assertRefusesRemovals();
    assertRefusesInsertions();
  }

  @Test
  @CoversScenario(SCENARIO + "test_shutdown_immediate_all_methods_in_one_thread")
  void shutdownImmediate_itemsAreLeft_dropsThemAndCountsThemDone() throws Exception {
    queue.add(1);
    queue.add(2);

    queue.shutdown(true);

    assertRefusesInsertions();
    assertRefusesRemovals();
    assertThat(queue.unfinished()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(queue::taskDone)
        .isNotInstanceOf(QueueShutDownException.class);
    queue.join();
    assertThat(queue.join(Duration.ZERO)).isTrue();
  }

  @Test
  @CoversScenario(SCENARIO + "test_shutdown_immediate_all_methods_in_many_threads")
  void shutdownImmediate_readersWritersAndJoinersAtWork_allEnd() throws Exception {
    List<Started<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(threads.start(() -> assertShutDown(this::putForEver)));
      all.add(threads.start(() -> assertShutDown(this::takeForEver)));
      all.add(threads.start(() -> queue.join()));
    }
    while (queue.unfinished() == 0) {
      Thread.onSpinWait();
    }

    queue.shutdown(true);

    for (Started<Boolean> started : all) {
      started.result();
    }
    assertThat(queue).isEmpty();
    assertThat(queue.unfinished()).isZero();
  }

  private void putForEver() throws InterruptedException {
    while (true) {
      queue.put(1);
    }
  }

  private void takeForEver() throws InterruptedException {
    while (true) {
      queue.take();
      queue.taskDone();
    }
  }

  @Test
  @CoversScenario(SCENARIO + "test_shutdown_get")
  void shutdown_threeTakersForTwoItems_oneGetsNone() throws Exception {
    List<Started<Integer>> taking = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taking.add(threads.start(() -> queue.take()).awaitBlocked());
    }
    queue.put(1);
    queue.put(2);
    queue.shutdown();

    List<Integer> taken = new ArrayList<>();
    int refused = 0;
    for (Started<Integer> started : taking) {
      try {
        taken.add(started.result());
      } catch (QueueShutDownException e) {
        refused++;
      }
    }
    assertThat(taken).containsExactlyInAnyOrder(1, 2);
    assertThat(refused).isEqualTo(1);
  }

  @Test
  @CoversScenario(SCENARIO + "test_shutdown_immediate_get")
  void shutdownImmediate_thenTakers_getNone() throws Exception {
    queue.put(1);
    queue.put(2);
    queue.shutdown(true);

    List<Started<Boolean>> taking = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taking.add(threads.start(() -> assertShutDown(() -> queue.take())));
    }
    for (Started<Boolean> started : taking) {
      started.result();
    }
  }

  @Test
  @CoversScenario(SCENARIO + "test_shutdown_put")
  void shutdown_queueIsFull_putsThrowInsteadOfWaiting() throws Exception {
    queue.addAll(List.of(1, 2));
    List<Callable<Object>> calls =
        List.of(
            () -> {
              queue.put(3);
              return true;
            },
            () -> queue.offer(3, A_DAY));
    assertShutdownEnds(calls);
    assertRefusesInsertions();
    assertThat(queue).containsExactlyInAnyOrder(1, 2);
    assertThat(queue.unfinished()).isEqualTo(2);
  }

  /** Each of these blocks until the queue is shut down. */
  private void assertShutdownEnds(List<Callable<Object>> calls) throws Exception {
    List<Started<Object>> waiting = new ArrayList<>();
    for (Callable<Object> call : calls) {
      waiting.add(threads.start(call).awaitBlocked());
    }

    queue.shutdown();

    for (Started<Object> started : waiting) {
      assertShutDown(started::result);
    }
  }

  @Test
  void shutdown_takersWait_allAreWoken() throws Exception {
    List<Callable<Object>> calls =
        List.of(() -> queue.take(), () -> queue.poll(A_DAY), () -> queue.take(A_DAY));
    assertShutdownEnds(calls);
  }

  @Test
  @CoversScenario({SCENARIO + "test_shutdown_join", SCENARIO + "test_shutdown_get_task_done_join"})
  void shutdown_joinStillWaitsForWhatIsTakenAfterIt() throws Exception {
    queue.addAll(List.of(1, 2));
    queue.take();
    Started<Boolean> joining = threads.start(() -> queue.join()).awaitBlocked();

    queue.shutdown();

    queue.taskDone();
    queue.take();
    assertThat(joining.awaitBlocked().isRunning()).isTrue();
    queue.taskDone();
    joining.result();
  }

  @Test
  void shutdownImmediate_itemsTakenBefore_stillHaveToBeDone() throws Exception {
    queue.addAll(List.of(1, 2));
    queue.take();
    Started<Boolean> joining = threads.start(() -> queue.join()).awaitBlocked();

    queue.shutdown(true);

    assertThat(queue.unfinished()).isEqualTo(1);
    assertThat(joining.awaitBlocked().isRunning()).isTrue();
    queue.taskDone();
    joining.result();
  }

  @Test
  void shutdownImmediate_itemsDeclaredDoneBefore_countsNoneTwice() {
    queue.addAll(List.of(1, 2));
    queue.taskDone(); // nobody says that the item must have been taken
    queue.shutdown(true);

    assertThat(queue.unfinished()).isZero();
    assertThatIllegalStateException().isThrownBy(queue::taskDone);
  }

  @Test
  @CoversScenario(SCENARIO + "test_shutdown_immediate_put_join")
  void shutdownImmediate_putAndJoinWait_putThrowsAndJoinReturns() throws Exception {
    queue.addAll(List.of(1, 2));
    Started<Boolean> putting = threads.start(() -> queue.put(3)).awaitBlocked();
    Started<Boolean> joining = threads.start(() -> queue.join()).awaitBlocked();

    queue.shutdown(true);

    assertShutDown(putting::result);
    joining.result();
    assertShutDown(() -> queue.remove());
  }

  @Test
  @CoversScenario(SCENARIO + "test_shutdown_put_join")
  void shutdown_laterPutThrowsAndJoinReturnsAfterTheRest() throws Exception {
    queue.add(1);
    Started<Boolean> joining = threads.start(() -> queue.join()).awaitBlocked();
    queue.shutdown();

    assertShutDown(() -> queue.put(2));
    assertThat(queue.take()).isEqualTo(1);
    queue.taskDone();

    joining.result();
  }

  @Test
  void shutdown_twice_secondMayBeImmediate() {
    queue.add(1);
    queue.shutdown();
    queue.shutdown(false);
    assertThat(queue).hasSize(1);

    queue.shutdown(true);
    queue.shutdown();

    assertThat(queue).isEmpty();
    assertThat(queue.unfinished()).isZero();
    assertThat(queue.isShutdown()).isTrue();
  }

  @Test
  void shutdown_collectionMethodsWorkOnWhatIsLeft() {
    queue.addAll(List.of(1, 2));
    queue.shutdown();

    assertThat(queue.remove((Object) 1)).isTrue();
    List<Integer> drained = new ArrayList<>();
    assertThat(queue.drainTo(drained)).isEqualTo(1);
    assertThat(drained).containsExactly(2);
    assertThat(queue.unfinished()).isEqualTo(2);
    assertThat(queue.remainingCapacity()).isEqualTo(2);
  }

  @Test
  void shutdown_interruptedOnEntry_interruptComesFirst() {
    queue.shutdown();
    List<ThrowingCallable> calls = List.of(() -> queue.put(1), queue::take);

    for (ThrowingCallable call : calls) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(call);
    }
  }
}
