package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each {@link TaskQueue}: order, full and empty, as Python has it. */
@ParameterizedClass
@EnumSource(TaskQueues.class)
final class TaskQueueTest {

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final TaskQueues kind;
  private final TaskQueue<Integer> queue;

  TaskQueueTest(TaskQueues kind) {
    this.kind = kind;
    queue = kind.newQueue(3);
  }

  @Test
  @CoversScenario("test_queue.BaseQueueTestMixin.test_basic")
  void orderFullAndEmpty() throws Exception {
    assertThat(queue.isEmpty()).isTrue();
    queue.put(111);
    queue.put(333);
    queue.put(222);
    assertThat(queue.remainingCapacity()).isZero();
    assertThat(queue.size()).isEqualTo(3);

    assertThatIllegalStateException().isThrownBy(() -> queue.add(4)).withMessageContaining("full");
    assertThat(queue.offer(4)).isFalse();
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> queue.put(4, Delays.SHORT));
    Started<Boolean> putting = threads.start(() -> queue.put(444)).awaitBlocked();

    List<Integer> expected =
        switch (kind) {
          case WORK -> List.of(111, 333, 222);
          case LIFO -> List.of(222, 333, 111);
          case PRIORITY -> List.of(111, 222, 333);
        };
    assertThat(queue.take()).isEqualTo(expected.get(0));
    putting.result();
    assertThat(queue.remove((Object) 444)).isTrue();
    assertThat(queue.take()).isEqualTo(expected.get(1));
    assertThat(queue.take()).isEqualTo(expected.get(2));

    assertThat(queue.isEmpty()).isTrue();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(queue::remove);
    assertThat(queue.poll()).isNull();
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> queue.take(Delays.SHORT));
    Started<Integer> taking = threads.start(() -> queue.take()).awaitBlocked();
    queue.put(5);
    assertThat(taking.result()).isEqualTo(5);
  }

  @Test
  void waitInsideAnotherOperation_isRefusedAndLeavesTheQueueAsItWas() throws Exception {
    queue.addAll(List.of(1, 2, 3));
    List<Integer> puttingBack =
        new ArrayList<>() {
          @Override
          public boolean add(Integer item) {
            try {
              queue.put(item);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return true;
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> queue.drainTo(puttingBack))
        .withMessageContaining("inside one of its own operations");
    assertThat(queue).containsExactlyInAnyOrder(1, 2, 3);
    Started<Boolean> elsewhere = threads.start(() -> queue.put(queue.take()));
    elsewhere.result();
    assertThat(queue).hasSize(3);
  }
}
