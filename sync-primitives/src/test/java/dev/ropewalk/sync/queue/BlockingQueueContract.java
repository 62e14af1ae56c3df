package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.testkit.Delays;
import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of {@link BlockingQueue}: single items in and out, waiting, interruption. Runs over our queue, and over one
 * of the JDK's as the oracle.
 */
abstract class BlockingQueueContract {

  static final long SHORT = Delays.SHORT.toNanos();
  static final long LONG = Delays.LONG.toNanos();

  @AutoClose final JoinedThreads threads = new JoinedThreads();

  /** A queue for this many items, from which smaller numbers that came earlier leave first, or {@link #newestFirst()}. */
  abstract BlockingQueue<Integer> newQueue(int capacity);

  boolean newestFirst() {
    return false;
  }

  /** In which order ascending items that were inserted like this leave. */
  final List<Integer> leaving(Integer... inserted) {
    List<Integer> items = List.of(inserted);
    return newestFirst() ? items.reversed() : items;
  }

  final BlockingQueue<Integer> queueOf(int capacity, Integer... items) {
    BlockingQueue<Integer> queue = newQueue(capacity);
    queue.addAll(List.of(items));
    return queue;
  }

  @Test
  void empty_hasNothingToGive() {
    BlockingQueue<Integer> queue = newQueue(2);

    assertThat(queue.poll()).isNull();
    assertThat(queue.peek()).isNull();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(queue::remove);
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(queue::element);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
    assertThat(queue.remainingCapacity()).isEqualTo(2);
  }

  @Test
  void items_leaveInTheOrderOfTheQueue() throws Exception {
    BlockingQueue<Integer> queue = newQueue(4);
    assertThat(queue.add(1)).isTrue();
    assertThat(queue.offer(2)).isTrue();
    queue.put(3);
    assertThat(queue.offer(4, 0, TimeUnit.SECONDS)).isTrue();
    assertThat(queue.size()).isEqualTo(4);
    assertThat(queue.remainingCapacity()).isZero();

    List<Integer> order = leaving(1, 2, 3, 4);
    assertThat(queue).containsExactlyElementsOf(order);
    assertThat(queue.peek()).isEqualTo(order.getFirst());
    assertThat(queue.element()).isEqualTo(order.getFirst());
    assertThat(queue.take()).isEqualTo(order.get(0));
    assertThat(queue.poll()).isEqualTo(order.get(1));
    assertThat(queue.remove()).isEqualTo(order.get(2));
    assertThat(queue.poll(0, TimeUnit.SECONDS)).isEqualTo(order.get(3));
    assertThat(queue.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void full_takesNothingMore(int capacity) throws Exception {
    BlockingQueue<Integer> queue = newQueue(capacity);
    for (int i = 0; i < capacity; i++) {
      queue.add(i);
    }

    assertThatIllegalStateException().isThrownBy(() -> queue.add(9));
    assertThat(queue.offer(9)).isFalse();
    assertThat(queue.offer(9, 0, TimeUnit.SECONDS)).isFalse();
    assertThat(queue).hasSize(capacity).doesNotContain(9);
  }

  @Test
  void put_full_waitsForRoom() throws Exception {
    BlockingQueue<Integer> queue = queueOf(1, 1);
    Started<Boolean> putting = threads.start(() -> queue.put(2)).awaitBlocked();
    assertThat(putting.isRunning()).isTrue();

    assertThat(queue.take()).isEqualTo(1);

    putting.result();
    assertThat(queue).containsExactly(2);
  }

  @Test
  void take_empty_waitsForAnItem() throws Exception {
    BlockingQueue<Integer> queue = newQueue(1);
    Started<Integer> taking = threads.start(() -> queue.take()).awaitBlocked();
    assertThat(taking.isRunning()).isTrue();

    queue.put(1);

    assertThat(taking.result()).isEqualTo(1);
    assertThat(queue).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void timed_zeroOrLess_triesOnce(long time) throws Exception {
    BlockingQueue<Integer> queue = queueOf(1, 1);

    assertThat(queue.offer(2, time, TimeUnit.DAYS)).isFalse();
    assertThat(queue.poll(time, TimeUnit.DAYS)).isEqualTo(1);
    assertThat(queue.poll(time, TimeUnit.DAYS)).isNull();
  }

  @Test
  void timed_timeRunsOut_changesNothing() throws Exception {
    BlockingQueue<Integer> queue = queueOf(1, 1);
    long start = System.nanoTime();
    assertThat(queue.offer(2, SHORT, TimeUnit.NANOSECONDS)).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT);
    assertThat(queue).containsExactly(1);

    queue.clear();
    start = System.nanoTime();
    assertThat(queue.poll(SHORT, TimeUnit.NANOSECONDS)).isNull();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  void timed_inTime_succeeds() throws Exception {
    BlockingQueue<Integer> queue = queueOf(1, 1);
    Started<Boolean> offering =
        threads.start(() -> queue.offer(2, Long.MAX_VALUE, TimeUnit.DAYS)).awaitBlocked();
    assertThat(queue.poll()).isEqualTo(1);
    assertThat(offering.result()).isTrue();

    assertThat(queue.poll()).isEqualTo(2);
    Started<Integer> polling =
        threads.start(() -> queue.poll(Long.MAX_VALUE, TimeUnit.DAYS)).awaitBlocked();
    queue.add(3);
    assertThat(polling.result()).isEqualTo(3);
  }

  @Test
  void waitingMethods_interruptedOnEntry_throwAndChangeNothing() {
    BlockingQueue<Integer> queue = queueOf(2, 1);
    List<ThrowingCallable> calls =
        List.of(
            () -> queue.put(2),
            () -> queue.offer(2, 0, TimeUnit.SECONDS),
            queue::take,
            () -> queue.poll(0, TimeUnit.SECONDS));

    for (ThrowingCallable call : calls) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(call);
    }

    assertThat(queue).containsExactly(1);
  }

  @Test
  void putAndOffer_interruptedWhileWaiting_insertNothing() throws Exception {
    BlockingQueue<Integer> queue = queueOf(1, 1);
    Started<Boolean> putting = threads.start(() -> queue.put(2)).awaitBlocked();
    Started<Boolean> offering =
        threads.start(() -> queue.offer(3, LONG, TimeUnit.NANOSECONDS)).awaitBlocked();
    Started<Boolean> patient = threads.start(() -> queue.put(4)).awaitBlocked();

    putting.interrupt();
    offering.interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(putting::result);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(offering::result);
    assertThat(queue.take()).isEqualTo(1);
    patient.result();
    assertThat(queue).containsExactly(4);
  }

  @Test
  void takeAndPoll_interruptedWhileWaiting_removeNothing() throws Exception {
    BlockingQueue<Integer> queue = newQueue(1);
    Started<Integer> taking = threads.start(() -> queue.take()).awaitBlocked();
    Started<Integer> polling =
        threads.start(() -> queue.poll(LONG, TimeUnit.NANOSECONDS)).awaitBlocked();
    Started<Integer> patient = threads.start(() -> queue.take()).awaitBlocked();

    taking.interrupt();
    polling.interrupt();

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(taking::result);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(polling::result);
    queue.add(1);
    assertThat(patient.result()).isEqualTo(1);
  }

  @Test
  void null_isRefused() {
    BlockingQueue<Integer> queue = queueOf(2, 1);

    assertThatNullPointerException().isThrownBy(() -> queue.add(null));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
    assertThatNullPointerException().isThrownBy(() -> queue.put(null));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null, 1, TimeUnit.DAYS));
    assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null));
    assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null, 1));
    assertThat(queue.contains(null)).isFalse();
    assertThat(queue.remove(null)).isFalse();
    assertThat(queue).containsExactly(1);
  }

  @Test
  void removal_fromAnywhere_makesRoomAtOnce() throws Exception {
    BlockingQueue<Integer> queue = queueOf(3, 1, 2, 3);
    Started<Boolean> putting = threads.start(() -> queue.put(4)).awaitBlocked();
    assertThat(queue.remove(2)).isTrue();
    putting.result();
    assertThat(queue).containsExactlyElementsOf(leaving(1, 3, 4));

    Started<Boolean> again = threads.start(() -> queue.put(5)).awaitBlocked();
    var items = queue.iterator();
    items.next();
    items.next();
    items.remove();
    again.result();
    assertThat(queue)
        .containsExactlyElementsOf(newestFirst() ? List.of(5, 4, 1) : List.of(1, 4, 5));
  }

  @Test
  void clearAndDrainTo_letAllWaitingPutsIn() throws Exception {
    BlockingQueue<Integer> queue = queueOf(2, 1, 2);
    List<Started<Boolean>> putting =
        List.of(
            threads.start(() -> queue.put(3)).awaitBlocked(),
            threads.start(() -> queue.put(4)).awaitBlocked());
    queue.clear();
    for (Started<Boolean> started : putting) {
      started.result();
    }
    assertThat(queue).containsExactlyInAnyOrder(3, 4);

    putting =
        List.of(
            threads.start(() -> queue.put(5)).awaitBlocked(),
            threads.start(() -> queue.put(6)).awaitBlocked());
    assertThat(queue.drainTo(new ArrayList<>())).isEqualTo(2);
    for (Started<Boolean> started : putting) {
      started.result();
    }
    assertThat(queue).containsExactlyInAnyOrder(5, 6);
  }
}
