package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link WorkQueue}: the JDK's contract, and the forms with a {@link Duration}. */
final class WorkQueueTest extends CollectionContract {

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Override
  WorkQueue<Integer> newQueue(int capacity) {
    return new WorkQueue<>(capacity);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void constructor_capacityLessThanOne_isRefused(int capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkQueue<>(capacity))
        .withMessageContaining(Integer.toString(capacity));
  }

  @Test
  void capacity_isWhatWasGiven() {
    assertThat(newQueue(1).capacity()).isEqualTo(1);
    assertThat(newQueue(7).capacity()).isEqualTo(7);
  }

  @Test
  void unbounded_neverFills() {
    WorkQueue<Integer> queue = new WorkQueue<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(queue.offer(i)).isTrue();
    }

    assertThat(queue.capacity()).isEqualTo(Integer.MAX_VALUE);
    assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
    assertThat(queue.size()).isEqualTo(10_000);
  }

  @Test
  void durationForms_timeRunsOut_sayOrThrowSoAndChangeNothing() throws Exception {
    WorkQueue<Integer> queue = newQueue(1);
    long start = System.nanoTime();
    assertThat(queue.poll(Delays.SHORT)).isNull();
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> queue.take(Delays.SHORT))
        .withMessageContaining("stayed empty");
    queue.add(1);
    assertThat(queue.offer(2, Delays.SHORT)).isFalse();
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> queue.put(2, Delays.SHORT))
        .withMessageContaining("stayed full");

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(4 * Delays.SHORT.toNanos());
    assertThat(queue).containsExactly(1);
    assertThat(queue.unfinished()).isEqualTo(1);
  }

  @Test
  void durationForms_zero_tryOnce() throws Exception {
    WorkQueue<Integer> queue = newQueue(1);
    assertThat(queue.poll(Duration.ZERO)).isNull();
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> queue.take(Duration.ZERO));
    queue.put(1, Duration.ZERO);
    assertThat(queue.offer(2, Duration.ZERO)).isFalse();
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> queue.put(2, Duration.ZERO));
    assertThat(queue.take(Duration.ZERO)).isEqualTo(1);
    assertThat(queue.offer(2, Duration.ZERO)).isTrue();
    assertThat(queue.poll(Duration.ZERO)).isEqualTo(2);
  }

  @Test
  void durationForms_longerThanLongNanos_waitForEver() throws Exception {
    WorkQueue<Integer> queue = newQueue(1);
    Started<Integer> polling = threads.start(() -> queue.poll(FOR_EVER)).awaitBlocked();
    queue.add(1);
    assertThat(polling.result()).isEqualTo(1);
    Started<Integer> taking = threads.start(() -> queue.take(FOR_EVER)).awaitBlocked();
    queue.add(2);
    assertThat(taking.result()).isEqualTo(2);

    queue.add(3);
    Started<Boolean> offering = threads.start(() -> queue.offer(4, FOR_EVER)).awaitBlocked();
    assertThat(queue.remove()).isEqualTo(3);
    assertThat(offering.result()).isTrue();
    Started<Boolean> putting = threads.start(() -> queue.put(5, FOR_EVER)).awaitBlocked();
    assertThat(queue.remove()).isEqualTo(4);
    putting.result();
    assertThat(queue.remove()).isEqualTo(5);
  }

  @Test
  @CoversScenario("test_queue.BaseQueueTestMixin.test_negative_timeout_raises_exception")
  void durationForms_negative_areRefusedAndChangeNothing() {
    WorkQueue<Integer> queue = queue(3, 1, 2);
    Duration negative = Duration.ofNanos(-1);
    List<ThrowingCallable> calls =
        List.of(
            () -> queue.put(9, negative),
            () -> queue.take(negative),
            () -> queue.offer(9, negative),
            () -> queue.poll(negative));

    for (ThrowingCallable call : calls) {
      assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining("negative");
    }

    assertThat(queue).containsExactly(1, 2);
    assertThat(queue.unfinished()).isEqualTo(2);
  }

  @Test
  void durationForms_null_isRefused() {
    WorkQueue<Integer> queue = queue(3, 1);

    assertThatNullPointerException().isThrownBy(() -> queue.put(null, Duration.ZERO));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null, Duration.ZERO));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(2, (Duration) null));
    assertThatNullPointerException().isThrownBy(() -> queue.poll(null));

    assertThat(queue).containsExactly(1);
  }

  @Test
  void durationForms_interrupted_throwAndChangeNothing() throws Exception {
    WorkQueue<Integer> queue = queue(1, 1);
    Started<Boolean> putting = threads.start(() -> queue.put(2, Delays.LONG)).awaitBlocked();
    Started<Boolean> offering = threads.start(() -> queue.offer(2, Delays.LONG)).awaitBlocked();
    putting.interrupt();
    offering.interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(putting::result);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(offering::result);

    for (ThrowingCallable call :
        new ThrowingCallable[] {() -> queue.take(Duration.ZERO), () -> queue.poll(Duration.ZERO)}) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(call);
    }
    assertThat(queue).containsExactly(1);
    assertThat(queue.unfinished()).isEqualTo(1);
  }

  @Test
  void virtualThreads_waitingByTheThousand_allGetAnItem() throws Exception {
    WorkQueue<Integer> queue = new WorkQueue<>(4);
    for (int i = 0; i < 1_000; i++) {
      threads.startVirtual(() -> queue.take());
    }
    for (int i = 0; i < 1_000; i++) {
      queue.put(i);
    }

    threads.join();

    assertThat(queue).isEmpty();
  }

  @Test
  void toString_tellsTheStateNotTheItems() {
    assertThat(queue(3, 111, 222).toString())
        .matches("WorkQueue@[0-9a-f]+\\[2 of 3 items, 2 unfinished]");
    assertThat(new WorkQueue<>().toString()).contains("[0 items, 0 unfinished]");
  }

  private WorkQueue<Integer> queue(int capacity, Integer... items) {
    return (WorkQueue<Integer>) queueOf(capacity, items);
  }
}
