package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/** The rest of the contract: a blocking queue as a collection that may change while it is looked at. */
abstract class CollectionContract extends BlockingQueueContract {

  @Test
  void remove_equalItem_removesTheFirst() {
    BlockingQueue<Integer> queue = queueOf(5, 1000, 2, 1000);

    assertThat(queue.remove(Integer.valueOf(1000))).isTrue();
    assertThat(queue.remove(Integer.valueOf(3))).isFalse();

    assertThat(queue).containsExactly(2, 1000);
    assertThat(queue.contains(1000)).isTrue();
    assertThat(queue.contains(3)).isFalse();
  }

  @Test
  void drainTo_movesInOrderUpToTheNumber() {
    BlockingQueue<Integer> queue = queueOf(5, 1, 2, 3);
    List<Integer> drained = new ArrayList<>();

    assertThat(queue.drainTo(drained, 0)).isZero();
    assertThat(queue.drainTo(drained, -1)).isZero();
    assertThat(queue.drainTo(drained, 2)).isEqualTo(2);
    assertThat(drained).containsExactly(1, 2);
    assertThat(queue).containsExactly(3);
    assertThat(queue.drainTo(drained)).isEqualTo(1);
    assertThat(queue.drainTo(drained)).isZero();
    assertThat(drained).containsExactly(1, 2, 3);
  }

  @Test
  void drainTo_itself_isRefused() {
    BlockingQueue<Integer> queue = queueOf(3, 1, 2);

    assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue));
    assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue, 1));

    assertThat(queue).containsExactly(1, 2);
  }

  @Test
  void drainTo_targetRefusesAnItem_keepsItAndTheRest() {
    BlockingQueue<Integer> queue = queueOf(3, 1, 2, 3);
    List<Integer> room = new ArrayList<>();
    List<Integer> roomForOne =
        new AbstractList<>() {
          @Override
          public Integer get(int index) {
            return room.get(index);
          }

          @Override
          public int size() {
            return room.size();
          }

          @Override
          public boolean add(Integer item) {
            if (room.size() == 1) {
              throw new IllegalStateException("no room for " + item);
            }
            return room.add(item);
          }
        };

    assertThatIllegalStateException()
        .isThrownBy(() -> queue.drainTo(roomForOne))
        .withMessage("no room for 2");

    assertThat(room).containsExactly(1);
    assertThat(queue).containsExactly(2, 3);
    assertThat(queue.remainingCapacity()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("ModifyingCollectionWithItself") // is what must be refused
  void addAll_moreThanFits_addsWhatFitsAndThrows() {
    BlockingQueue<Integer> queue = newQueue(2);

    assertThatIllegalStateException().isThrownBy(() -> queue.addAll(List.of(1, 2, 3)));
    assertThat(queue).containsExactly(1, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(queue));
  }

  @Test
  void bulkRemovals_keepTheOrderOfTheRest() {
    BlockingQueue<Integer> queue = queueOf(9, 1, 2, 3, 4, 5, 6, 7);

    assertThat(queue.removeIf(item -> item % 3 == 0)).isTrue();
    assertThat(queue).containsExactly(1, 2, 4, 5, 7);
    assertThat(queue.removeAll(List.of(1, 5))).isTrue();
    assertThat(queue).containsExactly(2, 4, 7);
    assertThat(queue.retainAll(List.of(7, 2, 8))).isTrue();
    assertThat(queue).containsExactly(2, 7);
    assertThat(queue.removeIf(item -> item > 7)).isFalse();
    assertThat(queue.containsAll(List.of(7, 2))).isTrue();
    assertThat(queue.remainingCapacity()).isEqualTo(7);
    queue.clear();
    assertThat(queue).isEmpty();
    assertThat(queue.remainingCapacity()).isEqualTo(9);
  }

  @Test
  void arraysAndStreams_showAllItemsInOrder() {
    BlockingQueue<Integer> queue = queueOf(4, 1, 2, 3);

    assertThat(queue.toArray()).containsExactly(1, 2, 3);
    assertThat(queue.toArray(new Integer[0])).containsExactly(1, 2, 3);
    assertThat(queue.toArray(new Integer[] {9, 9, 9, 9})).containsExactly(1, 2, 3, null);
    assertThat(queue.stream().map(item -> item * 2)).containsExactly(2, 4, 6);
    assertThat(queue.parallelStream().mapToInt(item -> item).sum()).isEqualTo(6);
    assertThat(queue.spliterator().hasCharacteristics(Spliterator.CONCURRENT)).isTrue();
    assertThat(queue.spliterator().hasCharacteristics(Spliterator.SIZED)).isFalse();
    List<Integer> seen = new ArrayList<>();
    queue.forEach(seen::add);
    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void iterator_atTheEndOrBeforeTheBeginning_refuses() {
    Iterator<Integer> items = queueOf(2, 1).iterator();

    assertThatIllegalStateException().isThrownBy(items::remove);
    items.next();
    items.remove();
    assertThatIllegalStateException().isThrownBy(items::remove);
    assertThat(items.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(items::next);
  }

  @Test
  @SuppressWarnings("UnnecessaryBoxedVariable")
  void iteratorRemove_takesTheVeryItemNotAnEqualOne() {
    Integer item = 1000;
    BlockingQueue<Integer> queue = queueOf(3, item, 2, item);
    Iterator<Integer> items = queue.iterator();
    items.next();
    items.next();
    items.next();

    items.remove();

    assertThat(queue).containsExactly(1000, 2);
  }

  @Test
  void iteratorRemove_itemTakenMeanwhile_removesNothing() {
    BlockingQueue<Integer> queue = queueOf(3, 1, 1);
    Iterator<Integer> items = queue.iterator();
    items.next();
    assertThat(queue.poll()).isEqualTo(1);

    items.remove();

    assertThat(queue).containsExactly(1);
    assertThat(queue.remainingCapacity()).isEqualTo(2);
  }

  @Test
  void iterator_itemsTakenMeanwhile_goesOnWithWhatIsThere() {
    BlockingQueue<Integer> queue = queueOf(9, 1, 2, 3, 4);
    Iterator<Integer> items = queue.iterator();
    assertThat(items.next()).isEqualTo(1);
    assertThat(items.hasNext()).isTrue();
    queue.poll();
    queue.poll();
    queue.poll();

    // hasNext was true, so there is a next, whatever happened in between.
    assertThat(items.next()).isEqualTo(2);
    assertThat(items.next()).isEqualTo(4);
    assertThat(items.hasNext()).isFalse();
  }

  @Test
  void iterator_neighboursRemovedMeanwhile_skipsNothingThatIsThere() {
    BlockingQueue<Integer> queue = queueOf(9, 1, 2, 3, 4, 5, 6);
    Iterator<Integer> items = queue.iterator();
    assertThat(items.next()).isEqualTo(1);
    assertThat(items.next()).isEqualTo(2);
    // Stands before 3. Remove it, its neighbours, and then take the front.
    queue.removeAll(List.of(3, 4, 2));
    queue.poll();
    queue.add(7);

    assertThat(items.next()).isEqualTo(3);
    assertThat(items.next()).isEqualTo(5);
    assertThat(items.next()).isEqualTo(6);
    assertThat(items.next()).isEqualTo(7);
    assertThat(items.hasNext()).isFalse();
  }

  @Test
  void iterator_itsOwnPlaceRemovedMeanwhile_doesNotStartAgain() {
    BlockingQueue<Integer> queue = queueOf(9, 1, 2, 3, 4, 5);
    Iterator<Integer> items = queue.iterator();
    assertThat(items.next()).isEqualTo(1);
    assertThat(items.next()).isEqualTo(2);
    queue.removeAll(List.of(3, 4));

    assertThat(items.next()).isEqualTo(3);
    assertThat(items.next()).isEqualTo(5);
    assertThat(items.hasNext()).isFalse();
    assertThat(queue).containsExactly(1, 2, 5);
  }

  @Test
  void iterator_queueClearedAndFilledMeanwhile_endsOrShowsTheNewItems() {
    BlockingQueue<Integer> queue = queueOf(9, 1, 2, 3);
    Iterator<Integer> items = queue.iterator();
    items.next();
    queue.clear();
    queue.addAll(List.of(4, 5));

    assertThat(items.next()).isEqualTo(2);
    List<Integer> rest = new ArrayList<>();
    items.forEachRemaining(rest::add);
    assertThat(rest).isIn(List.of(), List.of(4, 5));
    assertThat(queue).containsExactly(4, 5);
  }
}
