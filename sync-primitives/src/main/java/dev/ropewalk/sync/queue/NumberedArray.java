package dev.ropewalk.sync.queue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Items side by side with their numbers in arrays that grow. Inserting and removing have one lock; it guards all fields. */
abstract class NumberedArray<E> implements ItemStore<E> {
  /*
   * Invariants, with the lock free: 0 <= size <= capacity; items[0, size) hold items, all others null; numbers[i] is the number
   * of items[i]; all numbers are smaller than added. In which order they lie is up to the subclass.
   *
   * added is written with the lock held and volatile, so that taskDone can read it without; the item becomes visible with the
   * unlock, after it.
   */

  private static final int SMALLEST = 16;

  private final int capacity;
  @Nullable Object[] items = new Object[SMALLEST];
  long[] numbers = new long[SMALLEST];
  int size;
  private volatile long added;

  NumberedArray(int capacity) {
    this.capacity = capacity;
  }

  /** Puts the item where it belongs; there is room at the end. Changes nothing if it throws. */
  abstract void place(E item, long number);

  /** Brings the items, of which some were removed, back into order. */
  abstract void restoreOrder();

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // the lock is held
  public final boolean add(E item) {
    if (size == capacity) {
      return false;
    }
    if (size == items.length) {
      int length = size + Math.min(size, Integer.MAX_VALUE - 8 - size);
      items = Arrays.copyOf(items, length);
      numbers = Arrays.copyOf(numbers, length);
    }
    place(item, added);
    size++;
    added++;
    return true;
  }

  @Override
  public final long added() {
    return added;
  }

  @Override
  public final long left() {
    return 0; // added costs no more
  }

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final int removeAll(long... doomed) {
    int kept = 0;
    for (int from = 0; from < size; from++) {
      if (Arrays.binarySearch(doomed, numbers[from]) < 0) {
        items[kept] = items[from];
        numbers[kept] = numbers[from];
        kept++;
      }
    }
    int removed = size - kept;
    Arrays.fill(items, kept, size, null);
    size = kept;
    if (removed > 0) {
      restoreOrder();
    }
    return removed;
  }

  @Override
  public final void clear() {
    items = new Object[SMALLEST];
    numbers = new long[SMALLEST];
    size = 0;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // only asked for slots in which add() put an item
  final E item(int index) {
    return (E) items[index];
  }
}
