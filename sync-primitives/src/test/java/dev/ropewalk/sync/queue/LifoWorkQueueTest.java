package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link LifoWorkQueue}: the JDK's contract, newest first. */
final class LifoWorkQueueTest extends BlockingQueueContract {

  @Override
  LifoWorkQueue<Integer> newQueue(int capacity) {
    return new LifoWorkQueue<>(capacity);
  }

  @Override
  boolean newestFirst() {
    return true;
  }

  @Test
  void constructor_capacityLessThanOne_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LifoWorkQueue<>(0));
  }

  @Test
  void unbounded_neverFills() {
    LifoWorkQueue<Integer> queue = new LifoWorkQueue<>();
    for (int i = 0; i < 1_000; i++) {
      queue.add(i);
    }

    assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
    assertThat(queue.poll()).isEqualTo(999);
    assertThat(queue).hasSize(999);
  }

  @Test
  void remove_equalItems_removesTheNewest() {
    LifoWorkQueue<Integer> queue = new LifoWorkQueue<>();
    queue.addAll(List.of(1, 2, 1, 3));

    assertThat(queue.remove(1)).isTrue();

    assertThat(queue).containsExactly(3, 2, 1);
  }

  @Test
  void iteratorRemove_itemReplacedByAnEqualOne_removesNothing() {
    LifoWorkQueue<Integer> queue = new LifoWorkQueue<>();
    queue.addAll(List.of(1, 2));
    Iterator<Integer> items = queue.iterator();
    assertThat(items.next()).isEqualTo(2);
    queue.remove();
    queue.add(2);

    items.remove();

    assertThat(queue).containsExactly(2, 1);
    assertThat(items.next()).isEqualTo(1);
    assertThat(items.hasNext()).isFalse();
  }
}
