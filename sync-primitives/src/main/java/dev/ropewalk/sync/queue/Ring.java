package dev.ropewalk.sync.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Items in the order in which they came, in a circular array that grows. Inserting and removing don't wait for each other. */
final class Ring<E> implements ItemStore<E> {
  /*
   * Algorithm: the two-lock queue, over an array. Positions count from 0 and never wrap: puts.position is where the next item
   * goes, takes.position where the first one is; position p lives in slots[p % slots.length]. Each end keeps a limit up to
   * which it may go without asking the other how far it has come, so that in the steady state the ends share nothing but
   * the slots.
   *
   * Invariants, with both locks free:
   *   I1  takes.position <= puts.position <= takes.position + min(capacity, slots.length)
   *   I2  the slots of [takes.position, puts.position) hold items, all others null
   *   I3  takes.limit <= puts.position, puts.limit <= takes.position + min(capacity, slots.length)
   *   I4  numbers ascend with positions
   *
   * field            written with        read with
   * puts.position    puts, release       puts plain; takes acquire: sees the item in its slot
   * takes.position   takes, release      takes plain; puts acquire: sees the slot emptied
   * limits           own lock            own lock
   * slots, numbers   both locks          either
   *
   * Lock order: puts before takes. The one who grows the array holds puts when it asks for takes.
   *
   * "Empty" and "full" are said only after observing the other end's lock. Without it two threads could each insert into one queue
   * and then find the other's empty; with it, a poll that follows a completed put in any order that a program can notice finds
   * its item. There is no slot that is claimed and not filled.
   *
   * Numbers: an item's number is its position at insertion. As long as nothing was removed from the inside that is its
   * position still, and numbers is null. A removal from the inside moves the items before it up, so that puts.position
   * keeps counting insertions and a waiting putter gets its slot at once; from then on numbers says which item is where,
   * until the ring is empty again.
   *
   * Rejected: slots with sequence numbers of their own (a poll meets a slot that is claimed and not filled; removal from
   * the inside leaves holes that take up capacity); one lock; a shared count of items, which both ends write each time.
   */

  private static final int SMALLEST = 16;
  private static final int LARGEST = 1 << 30;

  /** A larger array is given back when the queue runs empty. */
  private static final int WORTH_KEEPING = 1 << 13;

  private static final VarHandle POSITION;

  static {
    try {
      POSITION = MethodHandles.lookup().findVarHandle(QueueLock.class, "position", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int capacity;
  private final QueueLock puts;
  private final QueueLock takes;
  private @Nullable Object[] slots;
  private long @Nullable [] numbers;

  Ring(int capacity, QueueLock puts, QueueLock takes) {
    this.capacity = capacity;
    this.puts = puts;
    this.takes = takes;
    slots = new Object[SMALLEST];
    puts.limit = Math.min(capacity, SMALLEST);
  }

  @Override
  public boolean add(E item) {
    long position = puts.position;
    if (position == puts.limit && !findRoom(position)) {
      return false;
    }
    int slot = slot(position);
    slots[slot] = item;
    if (numbers != null) {
      numbers[slot] = position;
    }
    POSITION.setRelease(puts, position + 1); // publishes the item; pairs with getAcquire in poll()
    return true;
  }

  /** Moves the limit of inserting; false if the queue is full. Caller holds puts. */
  private boolean findRoom(long position) {
    takes.observe();
    long first = (long) POSITION.getAcquire(takes); // the slots before it are empty
    if (position - first == capacity) {
      return false;
    }
    if (position - first == slots.length) {
      grow();
      first = takes.position;
    }
    puts.limit = first + Math.min(capacity, slots.length);
    return true;
  }

  @Override
  public @Nullable E poll() {
    long position = takes.position;
    if (position == takes.limit && !findItem(position)) {
      return null;
    }
    int slot = slot(position);
    E item = item(slot);
    slots[slot] = null;
    POSITION.setRelease(takes, position + 1); // gives the slot away; pairs with getAcquire in add()
    return item;
  }

  @Override
  public @Nullable E peek() {
    long position = takes.position;
    return position == takes.limit && !findItem(position) ? null : item(slot(position));
  }

  /** Moves the limit of removing; false if the queue is empty. Caller holds takes. */
  private boolean findItem(long position) {
    puts.observe();
    takes.limit = (long) POSITION.getAcquire(puts); // the items before it are there
    return takes.limit != position;
  }

  @Override
  public long added() {
    return (long) POSITION.getAcquire(puts);
  }

  @Override
  public long left() {
    return (long) POSITION.getOpaque(takes); // opaque: a number that was true once is enough
  }

  @Override
  public int size() {
    return (int) (puts.position - takes.position);
  }

  @Override
  public long find(Object object) {
    long end = puts.position; // equals() may insert more
    for (long position = takes.position; position < end; position++) {
      if (object.equals(slots[slot(position)])) {
        return numberAt(position);
      }
    }
    return -1;
  }

  @Override
  public int removeAll(long... doomed) {
    int left = doomed.length;
    long to = puts.position - 1;
    for (long from = to; from >= takes.position; from--) {
      long number = numberAt(from);
      while (left > 0 && doomed[left - 1] > number) {
        left--;
      }
      if (left > 0 && doomed[left - 1] == number) {
        left--;
      } else {
        move(from, to);
        to--;
      }
    }
    int removed = (int) (to + 1 - takes.position);
    emptyUpTo(to + 1);
    return removed;
  }

  /** Moves an item up; with the first that really moves, numbers begin to differ from positions. */
  private void move(long from, long to) {
    if (from == to) {
      return;
    }
    if (numbers == null) {
      numbers = new long[slots.length];
      for (long position = takes.position; position < puts.position; position++) {
        numbers[slot(position)] = position;
      }
    }
    slots[slot(to)] = slots[slot(from)];
    numbers[slot(to)] = numbers[slot(from)];
  }

  @Override
  public void clear() {
    emptyUpTo(puts.position);
  }

  /** Lets the items start at this position. */
  private void emptyUpTo(long position) {
    for (long emptied = takes.position; emptied < position; emptied++) {
      slots[slot(emptied)] = null;
    }
    POSITION.setRelease(takes, position);
    takes.limit = puts.position;
    if (position == puts.position) {
      shrink();
    }
    puts.limit = position + Math.min(capacity, slots.length);
  }

  /** Doubles the array. Caller holds puts, and has found it full. */
  private void grow() {
    if (slots.length == LARGEST) {
      throw new OutOfMemoryError("a queue can't hold more than " + LARGEST + " items");
    }
    takes.lock();
    try {
      @Nullable Object[] larger = new Object[2 * slots.length];
      long[] largerNumbers = numbers == null ? null : new long[larger.length];
      for (long position = takes.position; position < puts.position; position++) {
        int to = (int) position & (larger.length - 1);
        larger[to] = slots[slot(position)];
        if (largerNumbers != null) {
          largerNumbers[to] = numberAt(position);
        }
      }
      slots = larger;
      numbers = largerNumbers;
    } finally {
      takes.unlock();
    }
  }

  /** Gives memory back. Caller holds both locks, and the queue is empty. */
  private void shrink() {
    numbers = null;
    if (slots.length > WORTH_KEEPING) {
      slots = new Object[SMALLEST];
    }
  }

  private int slot(long position) {
    return (int) position & (slots.length - 1);
  }

  private long numberAt(long position) {
    return numbers == null ? position : numbers[slot(position)];
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // only asked for slots in which add() put an item
  private E item(int slot) {
    return (E) slots[slot];
  }

  @Override
  public Walk<E> walk() {
    return new Walk<>() {
      private long number = -1;

      @Override
      public @Nullable E next() {
        long position = positionAfter(number);
        if (position == puts.position) {
          return null;
        }
        number = numberAt(position);
        return item(slot(position));
      }

      @Override
      public long number() {
        return number;
      }
    };
  }

  /** The first position whose item has a larger number. */
  private long positionAfter(long number) {
    long low = takes.position;
    long high = puts.position;
    if (numbers == null) {
      return Math.clamp(number + 1, low, high);
    }
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (numberAt(middle) > number) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
