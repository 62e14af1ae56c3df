package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.JoinedThreads;
import dev.ropewalk.testkit.JoinedThreads.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conservation: what producers put and consumers took, while timeouts run out and threads are interrupted, adds up to the
 * item and (in the queues that track them) to the task, and each producer's items come in its order where the queue is one
 * of first in, first out.
 */
final class QueueStressTest {

  private static final int PRODUCERS = 3;
  private static final int CONSUMERS = 3;

  @AutoClose private final JoinedThreads threads = new JoinedThreads();

  /** An item of one producer; the smaller its number, the sooner it leaves a queue that orders by priority. */
  private record Item(int producer, int number) implements Comparable<Item> {
    @Override
    public int compareTo(Item other) {
      return Integer.compare(number, other.number);
    }
  }

  /** How a run ends. */
  enum End {
    INTERRUPTS,
    SHUTDOWN,
    IMMEDIATE_SHUTDOWN
  }

  @ParameterizedTest
  @CsvSource({
    "WORK, 1, false, INTERRUPTS",
    "WORK, 1, true, INTERRUPTS",
    "WORK, 4, false, INTERRUPTS",
    "WORK, 4, true, INTERRUPTS",
    "WORK, 2147483647, false, INTERRUPTS",
    "LIFO, 4, false, INTERRUPTS",
    "LIFO, 1, true, INTERRUPTS",
    "PRIORITY, 4, false, INTERRUPTS",
    "PRIORITY, 1, true, INTERRUPTS",
    "WORK, 3, false, SHUTDOWN",
    "LIFO, 3, true, SHUTDOWN",
    "PRIORITY, 3, false, SHUTDOWN",
    "WORK, 3, true, IMMEDIATE_SHUTDOWN",
    "LIFO, 3, false, IMMEDIATE_SHUTDOWN",
    "PRIORITY, 3, true, IMMEDIATE_SHUTDOWN"
  })
  void putAndTake_harassed_loseAndDoubleNothing(
      TaskQueues kind, int capacity, boolean virtual, End end) throws Exception {
    run(kind.newQueue(capacity), virtual, end, 2_000);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void putAndTake_ofASimpleQueueHarassed_loseAndDoubleNothing(boolean virtual) throws Exception {
    run(new SimpleQueue<>(), virtual, End.INTERRUPTS, 2_000);
  }

  @ParameterizedTest
  @EnumSource(TaskQueues.class)
  @Tag("stress")
  void putAndTake_harassedForLong_loseAndDoubleNothing(TaskQueues kind) throws Exception {
    for (End end : End.values()) {
      run(kind.newQueue(4), false, end, 30_000);
      run(kind.newQueue(4), true, end, 30_000);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("stress")
  void putAndTake_ofASimpleQueueHarassedForLong_loseAndDoubleNothing(boolean virtual)
      throws Exception {
    run(new SimpleQueue<>(), virtual, End.INTERRUPTS, 300_000);
  }

  /** Only a queue that tracks tasks can end by a shutdown. */
  private void run(CoreQueue<Item> queue, boolean virtual, End end, int itemsEach)
      throws Exception {
    AtomicBoolean produced = new AtomicBoolean();
    AtomicBoolean consumed = new AtomicBoolean();
    List<Started<List<Item>>> producing = new ArrayList<>();
    List<Started<List<Item>>> consuming = new ArrayList<>();
    for (int i = 0; i < PRODUCERS; i++) {
      int producer = i;
      producing.add(start(virtual, () -> produce(queue, producer, itemsEach)));
    }
    for (int i = 0; i < CONSUMERS; i++) {
      consuming.add(start(virtual, () -> consume(queue, produced)));
    }
    List<Started<List<Item>>> all = new ArrayList<>(producing);
    all.addAll(consuming);
    Started<Boolean> harassing =
        threads.start(
            () -> {
              for (int i = 0; !consumed.get(); i++) {
                all.get(ThreadLocalRandom.current().nextInt(all.size())).interrupt();
                TimeUnit.MICROSECONDS.sleep(50);
                if (i == 100 && end != End.INTERRUPTS && queue instanceof TaskQueue<Item> tasks) {
                  tasks.shutdown(end == End.IMMEDIATE_SHUTDOWN);
                }
              }
            });

    Collection<Item> sent = new ArrayList<>();
    for (Started<List<Item>> started : producing) {
      sent.addAll(started.result());
    }
    produced.set(true);
    Collection<Item> received = new ArrayList<>();
    for (Started<List<Item>> started : consuming) {
      List<Item> items = started.result();
      if (queue instanceof WorkQueue || queue instanceof SimpleQueue) {
        assertInOrderOfEachProducer(items);
      }
      received.addAll(items);
    }
    consumed.set(true);
    harassing.result();

    assertThat(queue).isEmpty();
    if (queue instanceof TaskQueue<Item> tasks) {
      assertThat(tasks.unfinished()).isZero();
    }
    if (end == End.IMMEDIATE_SHUTDOWN) {
      assertThat(received).doesNotHaveDuplicates();
      assertThat(new HashSet<>(sent)).containsAll(received);
    } else {
      assertThat(received).hasSize(sent.size());
      assertThat(new HashSet<>(received)).isEqualTo(new HashSet<>(sent));
    }
    if (end == End.INTERRUPTS) {
      assertThat(sent.size()).isGreaterThan(itemsEach / 2);
    }
  }

  private <T> Started<T> start(boolean virtual, Callable<T> body) {
    return virtual ? threads.startVirtual(body) : threads.start(body);
  }

  /** The items that went in, until all were tried or the queue was shut down. */
  private static List<Item> produce(CoreQueue<Item> queue, int producer, int items) {
    List<Item> sent = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      Item item = new Item(producer, i);
      try {
        boolean inserted =
            switch (i % 4) {
              case 0 -> queue.offer(item);
              case 1 -> queue.offer(item, Duration.ofNanos(20_000));
              default -> {
                queue.put(item);
                yield true;
              }
            };
        if (inserted) {
          sent.add(item);
        }
      } catch (InterruptedException e) {
        // not inserted
      } catch (QueueShutDownException e) {
        return sent;
      }
    }
    return sent;
  }

  /** The items taken until the producers are through and the queue is empty. */
  private static List<Item> consume(CoreQueue<Item> queue, AtomicBoolean produced) {
    List<Item> received = new ArrayList<>();
    while (!produced.get() || !queue.isEmpty()) {
      try {
        Item item =
            switch (received.size() % 4) {
              case 0 -> queue.poll();
              case 1 -> queue.poll(Duration.ofNanos(50_000));
              default -> queue.take(); // at the end until interrupted
            };
        if (item != null) {
          received.add(item);
          if (queue instanceof TaskQueue<Item> tasks) {
            tasks.taskDone();
          }
        }
      } catch (InterruptedException e) {
        // nothing taken
      } catch (QueueShutDownException e) {
        return received;
      }
    }
    return received;
  }

  private static void assertInOrderOfEachProducer(List<Item> items) {
    int[] last = new int[PRODUCERS];
    Arrays.fill(last, -1);
    for (Item item : items) {
      assertThat(item.number()).isGreaterThan(last[item.producer()]);
      last[item.producer()] = item.number();
    }
  }

  @Test
  void iteratorRemoveAgainstTake_everyItemLeavesOnce() throws Exception {
    WorkQueue<Integer> queue = new WorkQueue<>(8);
    int items = 20_000;
    AtomicBoolean over = new AtomicBoolean();
    Started<Boolean> putting =
        threads.start(
            () -> {
              for (int i = 0; i < items; i++) {
                queue.put(i);
              }
            });
    Started<Boolean> removing =
        threads.start(
            () -> {
              while (!over.get()) {
                queue.removeIf(item -> item % 2 == 1);
              }
            });
    List<Integer> taken = new ArrayList<>();
    while (taken.isEmpty() || taken.getLast() < items - 2) {
      Integer item = queue.take();
      assertThat(taken.isEmpty() || item > taken.getLast()).isTrue();
      taken.add(item);
    }
    putting.result();
    over.set(true);
    removing.result();

    // All even items came through in order, although odd ones were taken out beside them.
    assertThat(taken.stream().filter(item -> item % 2 == 0)).hasSize(items / 2);
    assertThat(queue.remainingCapacity() + queue.size()).isEqualTo(8);
    assertThat(queue.unfinished()).isEqualTo(items);
  }
}
