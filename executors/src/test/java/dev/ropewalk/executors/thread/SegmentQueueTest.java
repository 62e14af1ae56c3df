package dev.ropewalk.executors.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.testkit.JoinedThreads;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SegmentQueueTest {

  private final SegmentQueue<Integer> queue = new SegmentQueue<>();

  private List<Integer> contents() {
    List<Integer> contents = new ArrayList<>();
    queue.forEach(contents::add);
    return contents;
  }

  @Test
  void empty_hasNothing() {
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
    assertThat(queue.poll()).isNull();
    assertThat(contents()).isEmpty();
  }

  @Test
  void manySegments_keepTheOrder() {
    int items = 3 * SegmentQueue.SEGMENT + 7;
    for (int i = 0; i < items; i++) {
      queue.add(i);
      assertThat(queue.size()).isEqualTo(i + 1);
    }
    assertThat(contents()).hasSize(items).isSorted();
    for (int i = 0; i < items; i++) {
      assertThat(queue.isEmpty()).isFalse();
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void addedAndTakenInTurn_acrossTheEndsOfSegments() {
    for (int i = 0; i < 3 * SegmentQueue.SEGMENT; i++) {
      assertThat(queue.poll()).isNull();
      queue.add(i);
      assertThat(contents()).containsExactly(i);
      assertThat(queue.poll()).isEqualTo(i);
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  @Test
  void severalThreads_eachItemOnce_andThoseOfOneThreadInOrder() throws Exception {
    int each = 200_000;
    int adders = 2;
    AtomicInteger left = new AtomicInteger(adders * each);
    List<JoinedThreads.Started<List<Integer>>> takers = new ArrayList<>();
    try (JoinedThreads threads = new JoinedThreads()) {
      for (int i = 0; i < adders; i++) {
        int first = i * each;
        threads.start(
            () -> {
              for (int item = 0; item < each; item++) {
                queue.add(first + item);
              }
              return 0;
            });
      }
      for (int i = 0; i < 2; i++) {
        takers.add(
            threads.start(
                () -> {
                  List<Integer> mine = new ArrayList<>();
                  while (left.get() > 0) {
                    Integer item = queue.poll();
                    if (item == null) {
                      Thread.onSpinWait();
                    } else {
                      left.decrementAndGet();
                      mine.add(item);
                    }
                  }
                  return mine;
                }));
      }
      BitSet all = new BitSet();
      for (var taker : takers) {
        int[] last = {-1, -1};
        for (int item : taker.result()) {
          assertThat(all.get(item)).isFalse();
          all.set(item);
          assertThat(item).isGreaterThan(last[item / each]);
          last[item / each] = item;
        }
      }
      assertThat(all.cardinality()).isEqualTo(adders * each);
      assertThat(queue.isEmpty()).isTrue();
    }
  }
}
