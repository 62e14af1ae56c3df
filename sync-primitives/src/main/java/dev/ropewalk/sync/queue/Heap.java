package dev.ropewalk.sync.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest item leaves first, among equally small ones the oldest. */
final class Heap<E> extends NumberedArray<E> {
  /*
   * Algorithm: a binary heap; the item at i is not after those at 2i + 1 and 2i + 2, where "after" compares items and then
   * numbers. No two numbers are equal, so there is no doubt which of two leaves first.
   *
   * The comparator is the user's and may throw. So each step first finds, by comparisons alone, where an item belongs, and only
   * then moves items; a step that throws has changed nothing. (Only restoreOrder can't be undone: it keeps all items, but
   * their order is lost with a comparator that fails on items it had compared before.)
   */

  private final Comparator<? super E> comparator;

  Heap(int capacity, Comparator<? super E> comparator) {
    super(capacity);
    this.comparator = comparator;
  }

  @Override
  @SuppressWarnings("SelfComparison") // refuses what can't be compared before it is in
  void place(E item, long number) {
    if (size == 0) {
      int _ = comparator.compare(item, item);
    }
    int target = size;
    while (target > 0 && isBefore(item, number, parent(target))) {
      target = parent(target);
    }
    for (int i = size; i != target; i = parent(i)) {
      set(i, item(parent(i)), numbers[parent(i)]);
    }
    set(target, item, number);
  }

  @Override
  void restoreOrder() {
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(i, item(i), numbers[i], size);
    }
  }

  @Override
  public @Nullable E poll() {
    if (size == 0) {
      return null;
    }
    E first = item(0);
    int last = size - 1;
    sink(0, item(last), numbers[last], last);
    items[last] = null;
    size = last;
    return first;
  }

  /** Puts the item in the place of the one at {@code root}, or below it, among the first {@code end} ones. */
  private void sink(int root, E item, long number, int end) {
    int target = root;
    while (2 * target + 1 < end) {
      int child = 2 * target + 1;
      if (child + 1 < end && isBefore(item(child + 1), numbers[child + 1], child)) {
        child++;
      }
      if (isBefore(item, number, child)) {
        break;
      }
      target = child;
    }
    // Each item on the way from the target up takes the place of its parent.
    E carried = item;
    long carriedNumber = number;
    for (int i = target; ; i = parent(i)) {
      E displaced = item(i);
      long displacedNumber = numbers[i];
      set(i, carried, carriedNumber);
      if (i == root) {
        return;
      }
      carried = displaced;
      carriedNumber = displacedNumber;
    }
  }

  private boolean isBefore(E item, long number, int other) {
    int order = comparator.compare(item, item(other));
    return order < 0 || (order == 0 && number < numbers[other]);
  }

  private void set(int index, E item, long number) {
    items[index] = item;
    numbers[index] = number;
  }

  private static int parent(int index) {
    return (index - 1) / 2;
  }

  @Override
  public @Nullable E peek() {
    return size == 0 ? null : item(0);
  }

  @Override
  public long find(Object object) {
    int found = -1;
    for (int i = 0; i < size; i++) {
      if (object.equals(items[i]) && (found < 0 || isBefore(item(i), numbers[i], found))) {
        found = i;
      }
    }
    return found < 0 ? -1 : numbers[found];
  }

  /** One item and its number. */
  private record Numbered<E>(E item, long number) {}

  /** Shows the items that are there now, whatever happens to them: a heap has no order to go on in. */
  @Override
  public Walk<E> walk() {
    List<Numbered<E>> inOrder = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      inOrder.add(new Numbered<>(item(i), numbers[i]));
    }
    inOrder.sort(
        Comparator.<Numbered<E>, E>comparing(Numbered::item, comparator)
            .thenComparingLong(Numbered::number));
    Iterator<Numbered<E>> walked = inOrder.iterator();
    return new Walk<>() {
      private long number = -1;

      @Override
      public @Nullable E next() {
        if (!walked.hasNext()) {
          return null;
        }
        Numbered<E> next = walked.next();
        number = next.number();
        return next.item();
      }

      @Override
      public long number() {
        return number;
      }
    };
  }
}
