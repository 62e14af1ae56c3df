package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each queue against a list, by random operations: the arrays grow, wrap, are cleared and lose items from the inside. */
final class QueueModelTest {

  private static final int OPERATIONS = 20_000;
  private static final int CAPACITY = 150;

  private final List<Item> model = new ArrayList<>();
  private int made;

  /** Items of which many are equal, yet each is one of its own. */
  private static final class Item implements Comparable<Item> {
    final int value;
    final int number;

    Item(int value, int number) {
      this.value = value;
      this.number = number;
    }

    @Override
    public int compareTo(Item other) {
      return Integer.compare(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Item item && item.value == value;
    }

    @Override
    public int hashCode() {
      return value;
    }

    @Override
    public String toString() {
      return value + "#" + number;
    }
  }

  @ParameterizedTest
  @EnumSource(TaskQueues.class)
  void randomOperations_agreeWithTheModel(TaskQueues kind) {
    TaskQueue<Item> queue = kind.newQueue(CAPACITY);
    Random random = new Random(4);
    for (int i = 0; i < OPERATIONS; i++) {
      // Waves, so that the queue is now full, now empty.
      boolean filling = i / 500 % 2 == 0;
      switch (random.nextInt(40)) {
        case 0 -> removeSome(queue, random.nextInt(2, 9));
        case 1 -> removeByIterator(queue, random);
        case 2 -> assertThat(removeEqual(queue, random.nextInt(20))).isTrue();
        case 3 -> drain(queue, random.nextInt(5));
        case 4 -> {
          if (random.nextInt(40) == 0) {
            queue.clear();
            model.clear();
          }
        }
        default -> {
          if (random.nextInt(3) == 0 == filling) {
            assertThat(queue.poll()).isSameAs(model.isEmpty() ? null : model.removeFirst());
          } else {
            insert(kind, queue, new Item(random.nextInt(20), made++));
          }
        }
      }
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.peek()).isSameAs(model.isEmpty() ? null : model.getFirst());
      if (i % 50 == 0) {
        assertSame(List.of(queue.toArray()));
        assertSame(new ArrayList<>(List.of(queue.toArray(new Item[0]))));
        List<Object> iterated = new ArrayList<>();
        queue.iterator().forEachRemaining(iterated::add);
        assertSame(iterated);
      }
    }
  }

  private void assertSame(List<?> items) {
    assertThat(items).usingElementComparator((a, b) -> a == b ? 0 : 1).isEqualTo(model);
  }

  private void insert(TaskQueues kind, TaskQueue<Item> queue, Item item) {
    assertThat(queue.offer(item)).isEqualTo(model.size() < CAPACITY);
    if (model.size() == CAPACITY) {
      return;
    }
    switch (kind) {
      case WORK -> model.addLast(item);
      case LIFO -> model.addFirst(item);
      case PRIORITY -> {
        model.addLast(item);
        model.sort(Comparator.naturalOrder()); // stable
      }
    }
  }

  private void removeSome(TaskQueue<Item> queue, int divisor) {
    boolean some = model.removeIf(item -> item.number % divisor == 0);
    assertThat(queue.removeIf(item -> item.number % divisor == 0)).isEqualTo(some);
  }

  private void removeByIterator(TaskQueue<Item> queue, Random random) {
    Iterator<Item> items = queue.iterator();
    Iterator<Item> models = model.iterator();
    while (models.hasNext()) {
      assertThat(items.next()).isSameAs(models.next());
      if (random.nextInt(10) == 0) {
        items.remove();
        models.remove();
      }
    }
    assertThat(items.hasNext()).isFalse();
  }

  /** The queue removes the first of several equal items, like the list. */
  private boolean removeEqual(TaskQueue<Item> queue, int value) {
    Item item = new Item(value, -1);
    assertThat(queue.contains(item)).isEqualTo(model.contains(item));
    return queue.remove(item) == model.remove(item);
  }

  private void drain(TaskQueue<Item> queue, int most) {
    List<Item> drained = new ArrayList<>();
    int moved = queue.drainTo(drained, most);
    assertThat(moved).isEqualTo(Math.min(most, model.size()));
    for (Item item : drained) {
      assertThat(item).isSameAs(model.removeFirst());
    }
  }
}
