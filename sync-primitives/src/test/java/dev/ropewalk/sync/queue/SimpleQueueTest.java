package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@link SimpleQueue}: unbounded, first in first out, and insertions from inside its own operations. */
final class SimpleQueueTest {

  private static final int ITEMS = 3_000;
  private static final int CONSUMERS = 3;

  @AutoClose private final JoinedThreads threads = new JoinedThreads();
  private final SimpleQueue<Object> queue = new SimpleQueue<>();

  /** An item that inserts another one while it is compared. */
  private final class Inserting {
    @Override
    public boolean equals(Object other) {
      queue.add("from equals");
      return other == this;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void put_neverWaits() throws Exception {
    for (int i = 0; i < 100_000; i++) {
      queue.put(i);
    }
    queue.put(-1, Duration.ZERO);

    assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
    assertThat(queue.size()).isEqualTo(100_001);
  }

  @Test
  void empty_givesNothing() throws Exception {
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.poll()).isNull();
    assertThat(queue.poll(Delays.SHORT)).isNull();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(queue::remove)
        .withMessageContaining(queue.toString());
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> queue.take(Delays.SHORT));
    assertThatIllegalArgumentException().isThrownBy(() -> queue.take(Duration.ofNanos(-1)));
  }

  @Test
  void toString_tellsTheState() {
    queue.add(77);

    assertThat(queue.toString()).matches("SimpleQueue@[0-9a-f]+\\[1 items]");
  }

  @Test
  void take_waitsForAnItem() throws Exception {
    Started<Object> taking = threads.start(() -> queue.take()).awaitBlocked();

    queue.put(1);

    assertThat(taking.result()).isEqualTo(1);
  }

  @Test
  @CoversScenario("test_queue.CSimpleQueueTest.test_reentrancy")
  void put_insideOperationsOfTheSameQueue_inserts() throws Exception {
    queue.addAll(List.of(1, 2));
    List<Object> drained = new ArrayList<>();
    Started<Boolean> working =
        threads.start(
            () -> {
              queue.drainTo(
                  new ArrayList<>() {
                    @Override
                    public boolean add(Object item) {
                      if (item instanceof Integer number) {
                        queue.add("after " + number);
                      }
                      return drained.add(item);
                    }
                  });
              queue.add(3);
              assertThat(queue.contains(new Inserting())).isFalse();
              assertThat(queue.remove(new Inserting())).isFalse();
            });

    working.result();

    assertThat(drained).containsExactly(1, 2, "after 1", "after 2");
    assertThat(queue.take()).isEqualTo(3);
    assertThat(queue).isNotEmpty().containsOnly("from equals");
  }

  @Test
  void take_insideAnOperationOfTheSameQueue_isRefusedInsteadOfWaitingForItself() throws Exception {
    queue.add(1);
    List<Object> drained = new ArrayList<>();
    Started<Boolean> draining =
        threads.start(
            () -> {
              queue.drainTo(
                  new ArrayList<>() {
                    @Override
                    public boolean add(Object item) {
                      drained.add(queue.poll());
                      assertThatIllegalStateException()
                          .isThrownBy(() -> queue.take())
                          .withMessageContaining("inside");
                      return true;
                    }
                  });
            });

    draining.result();

    assertThat(drained).containsExactly(1);
    queue.add(2);
    assertThat(queue.take()).isEqualTo(2);
  }

  @Test
  @CoversScenario("test_queue.BaseSimpleQueueTest.test_order")
  void oneProducerAndOneConsumer_seeTheSameOrder() throws Exception {
    Started<List<Object>> consuming =
        threads.start(
            () -> {
              List<Object> received = new ArrayList<>();
              for (int i = 0; i < ITEMS; i++) {
                received.add(queue.take());
              }
              return received;
            });
    for (int i = 0; i < ITEMS; i++) {
      queue.put(i);
    }

    assertThat(consuming.result())
        .containsExactlyElementsOf(IntStream.range(0, ITEMS).boxed().toList());
  }

  @Test
  @CoversScenario("test_queue.BaseSimpleQueueTest.test_many_threads_nonblock")
  void consumersThatDontWait_getEachItemOnce() throws Exception {
    assertEachItemOnce(
        () -> {
          Object item = queue.poll();
          if (item == null) {
            Thread.onSpinWait();
          }
          return item;
        });
  }

  @Test
  @CoversScenario("test_queue.BaseSimpleQueueTest.test_many_threads_timeout")
  void consumersWithTinyTimeouts_getEachItemOnce() throws Exception {
    assertEachItemOnce(() -> queue.poll(10, TimeUnit.MICROSECONDS));
  }

  private void assertEachItemOnce(Callable<Object> attempt) throws Exception {
    List<Started<List<Object>>> consuming = new ArrayList<>();
    for (int i = 0; i < CONSUMERS; i++) {
      consuming.add(
          threads.start(
              () -> {
                List<Object> received = new ArrayList<>();
                while (true) {
                  Object item = attempt.call();
                  if (item != null) {
                    if (item.equals("end")) {
                      return received;
                    }
                    received.add(item);
                  }
                }
              }));
    }
    for (int i = 0; i < ITEMS; i++) {
      queue.put(i);
    }
    for (int i = 0; i < CONSUMERS; i++) {
      queue.put("end");
    }
    List<Object> all = new ArrayList<>();
    for (Started<List<Object>> started : consuming) {
      List<Object> received = started.result();
      assertThat(received).isSortedAccordingTo((a, b) -> (Integer) a - (Integer) b);
      all.addAll(received);
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, ITEMS).boxed().toList());
  }
}
