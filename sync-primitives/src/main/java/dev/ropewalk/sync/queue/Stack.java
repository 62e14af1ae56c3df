package dev.ropewalk.sync.queue;

import org.jspecify.annotations.Nullable;

/** The newest item leaves first. */
final class Stack<E> extends NumberedArray<E> {
  /*
   * Invariant: numbers ascend, the first item to leave is at the end.
   */

  Stack(int capacity) {
    super(capacity);
  }

  @Override
  void place(E item, long number) {
    items[size] = item;
    numbers[size] = number;
  }

  @Override
  void restoreOrder() {
    // what is left still ascends
  }

  @Override
  public @Nullable E poll() {
    if (size == 0) {
      return null;
    }
    size--;
    E item = item(size);
    items[size] = null;
    return item;
  }

  @Override
  public @Nullable E peek() {
    return size == 0 ? null : item(size - 1);
  }

  @Override
  public long find(Object object) {
    for (int i = size - 1; i >= 0; i--) {
      if (object.equals(items[i])) {
        return numbers[i];
      }
    }
    return -1;
  }

  @Override
  public Walk<E> walk() {
    return new Walk<>() {
      private long number = Long.MAX_VALUE;

      @Override
      public @Nullable E next() {
        int next = numberedBelow(number) - 1;
        if (next < 0) {
          return null;
        }
        number = numbers[next];
        return item(next);
      }

      @Override
      public long number() {
        return number;
      }
    };
  }

  /** How many items have a smaller number. */
  private int numberedBelow(long number) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (numbers[middle] < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
