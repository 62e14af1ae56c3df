package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each {@link TaskQueue}: unfinished tasks, taskDone and join. */
@ParameterizedClass
@EnumSource(TaskQueues.class)
final class TaskQueueTasksTest {

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final TaskQueue<Integer> queue;

  TaskQueueTasksTest(TaskQueues kind) {
    queue = kind.newQueue(6);
  }

  @Test
  void unfinished_countsEveryWayIn() throws Exception {
    queue.add(1);
    queue.offer(2);
    queue.put(3);
    queue.offer(4, 1, TimeUnit.SECONDS);
    queue.offer(5, Duration.ZERO);
    queue.put(6, Duration.ZERO);
    assertThat(queue.unfinished()).isEqualTo(6);

    assertThat(queue.offer(7)).isFalse();
    assertThat(queue.unfinished()).isEqualTo(6);
  }

  @Test
  void unfinished_staysWhicheverWayItemsLeave() throws Exception {
    queue.addAll(List.of(1, 2, 3, 4, 5, 6));

    queue.take();
    queue.poll();
    assertThat(queue.remove(queue.element())).isTrue();
    assertThat(queue.unfinished()).isEqualTo(6);

    Iterator<Integer> items = queue.iterator();
    items.next();
    items.remove();
    assertThat(queue.unfinished()).isEqualTo(6);

    assertThat(queue.drainTo(new ArrayList<>(), 1)).isEqualTo(1);
    assertThat(queue.unfinished()).isEqualTo(6);

    queue.clear();
    assertThat(queue).isEmpty();
    assertThat(queue.unfinished()).isEqualTo(6);
    assertThat(queue.join(Duration.ZERO)).isFalse();

    for (int left = 5; left >= 0; left--) {
      queue.taskDone();
      assertThat(queue.unfinished()).isEqualTo(left);
    }
    assertThat(queue.join(Duration.ZERO)).isTrue();
  }

  @Test
  void taskDone_tooOften_isRefusedAndChangesNothing() {
    assertThatIllegalStateException()
        .isThrownBy(queue::taskDone)
        .withMessageContaining("too often")
        .withMessageContaining(queue.toString());

    queue.add(1);
    queue.taskDone();
    assertThatIllegalStateException().isThrownBy(queue::taskDone);

    assertThat(queue.unfinished()).isZero();
    queue.add(2);
    assertThat(queue.unfinished()).isEqualTo(1);
  }

  @Test
  void join_nothingInserted_returnsAtOnce() throws Exception {
    queue.join();

    assertThat(queue.join(Duration.ZERO)).isTrue();
  }

  @Test
  void join_waitsForTheLastTaskDoneNotForTheQueueToBeEmpty() throws Exception {
    queue.addAll(List.of(1, 2));
    Started<Boolean> joining = threads.start(() -> queue.join()).awaitBlocked();
    Started<Boolean> timed = threads.start(() -> queue.join(Delays.LONG)).awaitBlocked();
    queue.take();
    queue.take();
    queue.taskDone();
    assertThat(joining.awaitBlocked().isRunning()).isTrue();
    assertThat(timed.awaitBlocked().isRunning()).isTrue();

    queue.taskDone();

    joining.result();
    assertThat(timed.result()).isTrue();
  }

  @Test
  void join_noneUnfinishedOnlyForAMoment_stillReturns() throws Exception {
    queue.add(1);
    Started<Boolean> joining = threads.start(() -> queue.join()).awaitBlocked();
    Started<Boolean> timed = threads.start(() -> queue.join(Delays.LONG)).awaitBlocked();

    queue.taskDone();
    queue.add(2); // before the joiners can get the lock

    joining.result();
    assertThat(timed.result()).isTrue();
    assertThat(queue.unfinished()).isEqualTo(1);
  }

  @Test
  void joinTimed_timeRunsOut_isFalse() throws Exception {
    queue.add(1);
    long start = System.nanoTime();

    assertThat(queue.join(Delays.SHORT)).isFalse();

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Delays.SHORT.toNanos());
    assertThat(queue.unfinished()).isEqualTo(1);
  }

  @Test
  void joinTimed_negative_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> queue.join(Duration.ofNanos(-1)));
  }

  @Test
  void join_interruptedOnEntry_throwsEvenIfNothingIsUnfinished() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(queue::join);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> queue.join(Duration.ZERO));
  }

  @Test
  void join_interruptedWhileWaiting_throwsAndLeavesTheOthersWaiting() throws Exception {
    queue.add(1);
    Started<Boolean> untimed = threads.start(() -> queue.join()).awaitBlocked();
    Started<Boolean> timed = threads.start(() -> queue.join(Delays.LONG)).awaitBlocked();
    Started<Boolean> patient = threads.start(() -> queue.join()).awaitBlocked();

    untimed.interrupt();
    timed.interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(untimed::result);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(timed::result);
    assertThat(patient.isRunning()).isTrue();
    queue.taskDone();
    patient.result();
  }
}
